//! The behaviour of the binary: the README's examples and one case a file under `cmd/`.
//! `TRYCMD=overwrite cargo test --test cli` writes what the program says now.

#[test]
fn the_binary_does_what_the_readme_and_the_cases_say() {
    // No catalogs, colors or widths of the person who runs the tests.
    trycmd::TestCases::new()
        .case("README.md")
        .case("tests/cmd/*.trycmd")
        .case("tests/cmd/*.toml")
        .env("NO_COLOR", "1")
        .env("ERRCODE_PATH", "")
        .env("XDG_CONFIG_HOME", "/nonexistent");
}
