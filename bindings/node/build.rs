//! Tells the linker what a Node add-on leaves open.

fn main() {
    napi_build::setup();
}
