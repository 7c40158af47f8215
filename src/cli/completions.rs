//! `canonry completions`

use clap::Command;
use clap_complete::Shell;
use serde_json::{Map, json};

use super::console::Console;
use super::failure::{Exit, Failure};
use super::terminal::Escapes;

/// Print a completion script for a shell
///
/// The script goes to standard output.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    canonry completions bash > ~/.local/share/bash-completion/completions/canonry\n  \
    canonry completions zsh > ~/.zfunc/_canonry   # a folder in $fpath\n  \
    canonry completions fish > ~/.config/fish/completions/canonry.fish\n  \
    canonry completions powershell >> $PROFILE\n  \
    canonry completions elvish >> ~/.config/elvish/rc.elv")]
pub(super) struct Args {
    /// The shell
    #[arg(value_name = "SHELL")]
    shell: Shell,
}

/// Prints the script for `program`, the whole command line.
pub(super) fn run(args: &Args, mut program: Command, console: &mut Console) -> Result<Exit, Failure> {
    let mut script = Vec::new(); // clap panics if it cannot write, for example into a closed pipe
    clap_complete::generate(args.shell, &mut program, "canonry", &mut script);
    if console.is_json() {
        let text = String::from_utf8_lossy(&script);
        let rest =
            Map::from_iter([("shell".to_owned(), json!(args.shell.to_string())), ("script".to_owned(), json!(text))]);
        console.object(json!({ "lines": text.lines().count() }), rest)?;
    } else {
        console.bytes(&script, Escapes::Json)?;
    }
    Ok(Exit::Done)
}

#[cfg(test)]
mod tests {
    use clap::ValueEnum;

    use super::*;

    #[test]
    fn every_shell_has_a_script_that_names_every_command() {
        for shell in Shell::value_variants() {
            let mut script = Vec::new();
            let mut program = crate::cli::command();
            clap_complete::generate(*shell, &mut program, "canonry", &mut script);
            let script = String::from_utf8(script).unwrap();
            for command in program.get_subcommands() {
                assert!(script.contains(command.get_name()), "{shell}: {}", command.get_name());
            }
        }
    }
}
