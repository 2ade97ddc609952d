//! What the user does before the second part of the program is there to hear it: `web/early.js` keeps it.

use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/early.js")]
extern "C" {
    /// Begins to keep it.
    pub fn keep();
    /// Ends that, and lets all that was kept happen once more.
    #[wasm_bindgen(js_name = handOver)]
    pub fn hand_over();
}
