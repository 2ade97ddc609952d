//! The flags of the settings. A setting is one entry of [`settings::GROUPS`], and its flags are made from it: nothing
//! here names one.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches, value_parser};
use netpol_core::Options;
use netpol_core::settings::{self, Knob, Spelling};

use crate::args::Input;
use crate::input;

/// What the command line says of the settings.
#[derive(Debug)]
pub(crate) struct Knobs {
    given: Vec<Given>,
}

/// What it says of one.
#[derive(Debug)]
struct Given {
    knob: &'static Knob,
    /// Files whose lines are values.
    files: Vec<PathBuf>,
    values: Vec<String>,
}

impl Knobs {
    /// The library's options. A file of values is held to the limit of the input's files. `Err` says which value cannot
    /// be used, or which file not be read.
    pub(crate) fn to_options(&self, input: &Input) -> Result<Options, String> {
        let mut options = Options::default();
        for it in &self.given {
            settings::set_flag(&mut options, it.knob, &it.values(input)?)?;
        }
        Ok(options)
    }

    /// The same as a link holds it. What a link has no words for has its default there.
    pub(crate) fn to_settings(&self, input: &Input) -> Result<String, String> {
        let mut text = String::new();
        for it in &self.given {
            let values = it.values(input)?;
            let value = if it.knob.is_repeatable() {
                values.join("\n")
            } else {
                values.last().cloned().unwrap_or_else(|| it.knob.default.to_owned())
            };
            text = settings::with(&text, it.knob, &value).unwrap_or(text);
        }
        Ok(text)
    }
}

impl Given {
    /// What is said, files first.
    fn values(&self, input: &Input) -> Result<Vec<String>, String> {
        let mut values = Vec::new();
        for path in &self.files {
            let text = input::read_beside(path, input.limit())?;
            values.extend(text.lines().filter(|it| !it.trim().is_empty()).map(str::to_owned));
        }
        values.extend(self.values.iter().cloned());
        Ok(values)
    }
}

impl Args for Knobs {
    fn augment_args(command: Command) -> Command {
        let mut command = command;
        for knob in settings::knobs() {
            command = command.arg(flag(knob));
            for spelling in knob.flag.also {
                match *spelling {
                    Spelling::Alias(name) => {
                        command = command.mut_arg(knob.key, |it| it.visible_alias(name));
                    }
                    Spelling::Switch(name, _, says) => {
                        let switch = Arg::new(name).long(name).help(help(says)).action(ArgAction::SetTrue);
                        command = command.arg(switch.conflicts_with(knob.key));
                    }
                    Spelling::File(name, says) => {
                        let file = Arg::new(name).long(name).help(help(says)).value_name("FILE");
                        command = command.arg(file.value_parser(value_parser!(PathBuf)));
                    }
                }
            }
        }
        command
    }

    fn augment_args_for_update(command: Command) -> Command {
        Knobs::augment_args(command)
    }
}

impl FromArgMatches for Knobs {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Knobs, clap::Error> {
        let given = settings::knobs().map(|knob| {
            let values = matches.get_many::<String>(knob.key).into_iter().flatten();
            let mut it = Given { knob, files: Vec::new(), values: values.cloned().collect() };
            for spelling in knob.flag.also {
                match *spelling {
                    Spelling::Alias(_) => (),
                    Spelling::Switch(name, value, _) if matches.get_flag(name) => {
                        it.values.push(value.to_owned());
                    }
                    Spelling::Switch(..) => (),
                    Spelling::File(name, _) => it.files.extend(matches.get_one::<PathBuf>(name).cloned()),
                }
            }
            it
        });
        Ok(Knobs { given: given.collect() })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Knobs::from_arg_matches(matches)?;
        Ok(())
    }
}

/// A help as the other flags have it, without a full stop.
fn help(text: &str) -> String {
    text.strip_suffix('.').unwrap_or(text).to_owned()
}

/// The flag that has the knob's key for its name.
fn flag(knob: &'static Knob) -> Arg {
    let mut flag =
        Arg::new(knob.key).long(knob.key).help(help(&knob.help())).value_name(knob.flag.value_name);
    if !knob.default.is_empty() {
        flag = flag.default_value(knob.default);
    }
    if let Some(values) = knob.flag_values() {
        flag = flag.value_parser(PossibleValuesParser::new(values));
    }
    if knob.is_repeatable() {
        flag = flag.action(ArgAction::Append);
    }
    if knob.is_switch() {
        // A value after a blank would be a file.
        flag = flag.num_args(0..=1).require_equals(true).default_missing_value("on");
    }
    flag
}
