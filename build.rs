//! Tells programs with the libtorch engine where libtorch is, so that they start without
//! further settings.

use std::env;

fn main() {
    println!("cargo:rerun-if-env-changed=LIBTORCH");
    let rust_bert = env::var_os("CARGO_FEATURE_RUST_BERT").is_some();
    if let (true, Ok(libtorch)) = (rust_bert, env::var("LIBTORCH")) {
        println!("cargo:rustc-link-arg=-Wl,-rpath,{libtorch}/lib");
    }
}
