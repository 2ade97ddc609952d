use std::fmt::Write;

use super::LOOKED_THROUGH;

#[test]
fn a_file_is_looked_through_once_however_many_policies_are_mended_in_it() {
    let looked = |policies: usize| {
        let mut text = "pod a/x app=x\n".to_owned();
        for it in 0..policies {
            let _infallible = writeln!(text, "np a/p{it} {{podSelector: {{}}, egress: [{{}}]}}");
        }
        let analysis = crate::testing::short(&text);
        let before = LOOKED_THROUGH.get();
        let fixes: usize = analysis.lints(|_| true).iter().map(|it| it.fixes.len()).sum();
        assert!(fixes >= policies, "{fixes}");
        LOOKED_THROUGH.get() - before
    };
    assert_eq!((looked(2), looked(60)), (1, 1));
}
