//! The fragment of an address, as anybody may have written it. What can be read is written again and read as the same.

#![no_main]

use libfuzzer_sys::fuzz_target;
use netpol_core::link;

fuzz_target!(|text: &str| {
    let fragment = link::fragment(text);
    for state in [link::decode(fragment), link::unpack(fragment)].into_iter().flatten() {
        assert_eq!(link::unpack(&link::pack(&state)).as_ref(), Ok(&state), "a draft");
        if let Ok(again) = link::encode(&state) {
            assert_eq!(link::decode(&again).as_ref(), Ok(&state), "a link");
        }
    }
});
