//! `embed_migrations!` reads the folder while compiling, but cargo does not know that.

fn main() {
    println!("cargo:rerun-if-changed=migrations");
}
