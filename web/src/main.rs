//! Starts the page.

fn main() {
    netpol_web::start();
}
