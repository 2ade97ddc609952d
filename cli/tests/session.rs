//! `run` and `shell`: a terminal whose cluster is the files.

use crate::run::Folder;

const SHOP: &str = "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n";

#[test]
fn a_script_is_carried_out_and_printed() {
    let script = "# a lab\nkubectl run web --image=nginx \\\n  -n shop\n\nkubectl get pods -n shop -o name\nkubectl get pod nope -n shop\n";
    let folder = Folder::new(&[("shop.yaml", SHOP), ("lab.sh", script)]);
    let output = folder.run("run lab.sh shop.yaml");
    assert_eq!(
        output.stdout,
        "$ kubectl run web --image=nginx \\\n>   -n shop\npod/web created\n$ kubectl get pods -n shop -o name\npod/web\n$ kubectl get pod nope -n shop\nError from server (NotFound): pods \"nope\" not found\n"
    );
    assert_eq!(output.status, 1);
    assert_eq!(folder.read("shop.yaml"), SHOP);
}

#[test]
fn outputs_of_a_session_are_passed_over() {
    let folder = Folder::new(&[(
        "lab.txt",
        "# text\n$ kubectl create ns a\nnamespace/a created\n$ echo <<EOF\n> x\n> EOF\n",
    )]);
    assert_eq!(
        folder.run("run lab.txt").stdout,
        "$ kubectl create ns a\nnamespace/a created\n$ echo <<EOF\n> x\n> EOF\n\n"
    );
}

#[test]
fn a_line_of_a_here_document_makes_no_session() {
    let script = "cat <<EOF\n$ x\nEOF\nprintf 'a\\tb\\n'\nexit 3\necho never\n";
    let output = Folder::new(&[("lab.sh", script)]).run("run lab.sh");
    assert_eq!(output.stdout, "$ cat <<EOF\n> $ x\n> EOF\n$ x\n$ printf 'a\\tb\\n'\na\tb\n$ exit 3\n");
    assert_eq!(output.status, 3);
}

#[test]
fn what_is_typed_is_answered_until_exit() {
    let folder = Folder::new(&[("shop.yaml", SHOP)]);
    let output = folder.pipe(
        "shell shop.yaml",
        "kubectl get ns shop -o name\nfor x in a b\ndo echo $x; done\nexit\necho no\n",
    );
    assert_eq!(output.stdout, "namespace/shop\na\nb\n");
    assert_eq!(output.status, 0);
}
