//! What the user does before the program, or its second part, is there to hear it: `web/early.js` keeps it.

use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/early.js")]
extern "C" {
    /// Begins to keep it, unless that has begun.
    pub fn keep();
    /// Ends that, and lets all that was kept happen once more.
    #[wasm_bindgen(js_name = handOver)]
    pub fn hand_over();
    /// Likewise for clicks on heads of the matrix, of which others hear.
    #[wasm_bindgen(js_name = handOverHeads)]
    pub fn hand_over_heads();
    /// Another page opens than the one that is painted first.
    #[wasm_bindgen(js_name = openOther)]
    pub fn open_other();
    /// Takes away what is painted in the page's place, in the same task in which the page comes.
    #[wasm_bindgen(js_name = takeAway)]
    pub fn take_away();
    /// The page has come: what was done on the painted one is done here, before it is painted.
    #[wasm_bindgen(js_name = putBack)]
    pub fn put_back();
}
