//! What can be said on the command line.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::interp::confined::Limits;
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::modules::constants::Definition;

/// Ahead-of-time compiler for the OMG language
#[derive(Parser, Debug)]
#[command(name = "omgc", version, about, disable_help_subcommand = true)]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Option<Command>,

    /// Explain a diagnostic code, such as E0301
    #[arg(long, value_name = "CODE")]
    pub explain: Option<String>,

    /// When to use colours (NO_COLOR is respected)
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: When,

    /// How diagnostics are written to standard error
    #[arg(long, global = true, value_name = "FORMAT", default_value = "human")]
    pub message_format: MessageFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum When {
    Auto,
    Always,
    Never,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum MessageFormat {
    /// Text for people
    Human,
    /// One JSON object per line, for editors
    Json,
}

#[derive(Subcommand, Debug)]
pub enum Command {
    /// Compile a program with all its imports to one native executable
    Build(BuildArguments),
    /// Compile quickly and run, passing arguments, standard input and the exit status through
    Run(RunArguments),
    /// Check a program and all its imports without compiling it
    Check(CheckArguments),
    /// Make the changes that diagnostics suggest and that are safe, and report what is left
    Fix(FixArguments),
    /// Show which module imports which, and what it uses of it
    Graph(GraphArguments),
    /// Tell what a built-in procedure takes, gives and raises, with an example
    Doc(DocArguments),
    /// Try statements and expressions out, one at a time
    Repl(ReplArguments),
    /// Run a program natively and in the interpreter, compare what they do and how fast they are
    Compare(CompareArguments),
}

#[derive(Args, Debug)]
pub struct DocArguments {
    /// The name of the procedure; without one, all of them are listed
    pub name: Option<String>,
}

/// How a program is found and checked.
#[derive(Args, Debug, Clone)]
pub struct SourceArguments {
    /// Edition of files whose header names none
    #[arg(long, value_name = "YEAR", default_value = "2025")]
    pub edition: EditionArgument,

    /// Directory to search for imports after the importing file's own
    #[arg(short = 'I', value_name = "DIR")]
    pub include: Vec<PathBuf>,

    /// What `define.NAME` is in guards of imports and arguments of generators; VALUE is true, false, a number or a text,
    /// and true if it is left out
    #[arg(short = 'D', value_name = "NAME[=VALUE]")]
    pub define: Vec<Definition>,

    /// Allow a lint
    #[arg(short = 'A', value_name = "LINT")]
    pub allow: Vec<String>,

    /// Calls and turns of loops that a generator of a module may make
    #[arg(long, value_name = "N", default_value_t = Limits::default().steps)]
    pub eval_steps: u64,

    /// Memory that a generator of a module may use
    #[arg(long, value_name = "MIB", default_value_t = Limits::default().memory >> 20, value_parser = mebibytes)]
    pub eval_memory: usize,

    /// Turn a lint into a warning
    #[arg(short = 'W', value_name = "LINT")]
    pub warn: Vec<String>,
}

/// A number of mebibytes: from 16, the least that a heap can be, to a tebibyte.
fn mebibytes(text: &str) -> Result<usize, String> {
    let number = text.parse().map_err(|_| "not a number".to_owned())?;
    if (16..=1 << 20).contains(&number) { Ok(number) } else { Err("not from 16 to 1048576".to_owned()) }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum EditionArgument {
    #[value(name = "2025")]
    E2025,
    #[value(name = "2026")]
    E2026,
}

/// A program and what it is started with. One list, so that everything behind the file goes to the program, options that
/// the compiler has too included.
#[derive(Args, Debug, Clone)]
pub struct ProgramArguments {
    /// The entry file, and the arguments of the program
    #[arg(value_names = ["FILE", "ARGS"], required = true, num_args = 1.., trailing_var_arg = true)]
    words: Vec<OsString>,
}

impl ProgramArguments {
    pub fn file(&self) -> &Path {
        Path::new(&self.words[0])
    }

    pub fn arguments(&self) -> &[OsString] {
        &self.words[1..]
    }
}

#[derive(Args, Debug)]
pub struct BuildArguments {
    /// The entry file
    pub file: PathBuf,

    /// The executable to write [default: the source's name without .omg]
    #[arg(short, value_name = "OUT")]
    pub output: Option<PathBuf>,

    #[command(flatten)]
    pub optimize: OptimizeArguments,

    /// Write an intermediate form to standard output (or OUT) instead of an executable
    #[arg(long, value_name = "FORM")]
    pub emit: Option<Emit>,

    /// List what stays slow in loops and in procedures that run often, and why, instead of making an executable
    #[arg(long, conflicts_with = "emit")]
    pub explain_perf: bool,

    /// Print how long each phase took
    #[arg(long)]
    pub time: bool,

    /// Leave the symbols of procedures out of the executable
    #[arg(long)]
    pub strip: bool,

    /// The system to compile for
    #[arg(long, value_name = "TRIPLE")]
    pub target: Option<String>,

    #[command(flatten)]
    pub source: SourceArguments,
}

/// `-O` and `-O0`: the latter reads as the two flags `-O -0`.
#[derive(Args, Debug, Clone, Copy)]
pub struct OptimizeArguments {
    /// Optimise (the default of build); -O0 compiles faster instead (the default of run)
    #[arg(short = 'O')]
    pub optimize: bool,

    #[arg(short = '0', hide = true, requires = "optimize")]
    pub zero: bool,
}

impl OptimizeArguments {
    /// What was asked for, or the command's default.
    pub fn or(self, default: bool) -> bool {
        if self.optimize { !self.zero } else { default }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Emit {
    /// Tokens of the entry file
    Tokens,
    /// Syntax tree of the entry file
    Ast,
    /// The import graph
    Graph,
    /// The texts of generated modules
    Generated,
    /// The checked program
    Hir,
    /// The source with what was inferred: types, element kinds, what was inlined (always of -O)
    Types,
    /// Control-flow graphs
    Mir,
    /// Cranelift's input
    Clif,
    /// Machine code as text
    Asm,
    /// The relocatable object
    Obj,
}

#[derive(Args, Debug)]
pub struct RunArguments {
    #[command(flatten)]
    pub optimize: OptimizeArguments,

    /// Run in the reference interpreter
    #[arg(long)]
    pub interpret: bool,

    #[command(flatten)]
    pub source: SourceArguments,

    #[command(flatten)]
    pub program: ProgramArguments,
}

#[derive(Args, Debug)]
pub struct CheckArguments {
    /// The entry file
    pub file: PathBuf,

    /// Print instead by which imports a module (a file, or a package's name) comes to be part of the program
    #[arg(long, value_name = "PATH")]
    pub why: Option<String>,

    #[command(flatten)]
    pub source: SourceArguments,
}

#[derive(Args, Debug)]
pub struct FixArguments {
    /// The entry file. Files in its directory and below are changed
    pub file: PathBuf,

    /// Print the changes as a unified diff instead of making them
    #[arg(long)]
    pub dry_run: bool,

    #[command(flatten)]
    pub source: SourceArguments,
}

#[derive(Args, Debug)]
pub struct GraphArguments {
    /// The entry file
    pub file: PathBuf,

    /// What to write
    #[arg(long, value_name = "FORM", default_value = "tree")]
    pub format: GraphFormat,

    /// The file to write to [default: standard output]
    #[arg(short, value_name = "OUT")]
    pub output: Option<PathBuf>,

    #[command(flatten)]
    pub source: SourceArguments,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum GraphFormat {
    /// A tree in text, and the orders of initialisation and code layout
    Tree,
    /// For the dot command of Graphviz
    Dot,
    /// For programs
    Json,
    /// A picture
    Svg,
}

#[derive(Args, Debug)]
pub struct ReplArguments {
    #[command(flatten)]
    pub source: SourceArguments,
}

impl Default for ReplArguments {
    /// Those of `omgc` alone.
    fn default() -> ReplArguments {
        #[derive(Parser)]
        struct Alone {
            #[command(flatten)]
            arguments: ReplArguments,
        }
        Alone::parse_from(["omgc"]).arguments
    }
}

#[derive(Args, Debug)]
pub struct CompareArguments {
    /// Runs of each, after one that is not counted
    #[arg(short = 'n', value_name = "RUNS", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub runs: u32,

    /// Another interpreter to run the program in; {} stands for the file
    #[arg(long, value_name = "CMD")]
    pub against: Vec<String>,

    /// Write the measurements as JSON
    #[arg(long)]
    pub json: bool,

    #[command(flatten)]
    pub source: SourceArguments,

    /// The entry file
    pub file: PathBuf,

    /// Arguments of the program; behind -- if they look like options
    pub arguments: Vec<OsString>,
}
