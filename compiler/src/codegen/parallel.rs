//! Compiles functions on all cores: the calling thread makes Cranelift's IR and takes the machine code, both in order, so
//! that the result does not depend on the threads; workers run Cranelift in between.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use cranelift_codegen::Context;
use cranelift_codegen::control::ControlPlane;

use super::target::Target;

/// With fewer functions for each worker than this, starting it takes longer than it saves.
const FUNCTIONS_PER_WORKER: usize = 8;

/// How many functions for each worker are on their way at the same time: their IR takes memory.
const WINDOW_PER_WORKER: usize = 16;

/// Cranelift recurses over dominator trees, which can be deep in large functions. Address space only.
const STACK_SIZE: usize = 256 << 20;

/// What happens to each function before and after it is compiled.
pub trait Functions {
    /// Makes the IR of function number `index` in an empty context.
    fn translate(&mut self, index: usize, context: &mut Context);

    /// Takes the code of function number `index`.
    fn take(&mut self, index: usize, context: &Context);
}

/// A function on its way. After compilation: Cranelift's complaint, if any.
struct Job {
    index: usize,
    context: Context,
    error: Option<String>,
}

/// Translates, compiles and takes functions 0 to `count - 1`.
///
/// # Panics
/// If Cranelift refuses a function.
pub fn compile_all(target: &Target, count: usize, functions: &mut impl Functions) {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let workers = cores.min(count / FUNCTIONS_PER_WORKER);
    if workers <= 1 {
        return compile_one_by_one(target, count, functions);
    }
    let (jobs, waiting) = channel();
    let (done, results) = channel();
    let waiting = Mutex::new(waiting);
    thread::scope(|scope| {
        for _ in 0..workers {
            let (waiting, done) = (&waiting, done.clone());
            let worker = thread::Builder::new().name("codegen".into()).stack_size(STACK_SIZE);
            worker.spawn_scoped(scope, move || work(target, waiting, &done)).expect("the system has threads left");
        }
        drop(done);
        feed(count, workers * WINDOW_PER_WORKER, functions, jobs, &results);
    });
}

fn compile_one_by_one(target: &Target, count: usize, functions: &mut impl Functions) {
    let mut context = Context::new();
    for index in 0..count {
        context.clear();
        functions.translate(index, &mut context);
        let mut job = Job { index, context, error: None };
        compile(target, &mut job);
        deliver(&job, functions);
        context = job.context;
    }
}

/// A worker's life: until there are no more jobs, or nobody who wants the results.
fn work(target: &Target, jobs: &Mutex<Receiver<Job>>, done: &Sender<Job>) {
    loop {
        let next = jobs.lock().expect("nobody panics with the lock").recv();
        let Ok(mut job) = next else { return };
        compile(target, &mut job);
        if done.send(job).is_err() {
            return;
        }
    }
}

fn compile(target: &Target, job: &mut Job) {
    let result = job.context.compile(target.isa_for(&job.context.func), &mut ControlPlane::default());
    let error = result.err().map(|error| format!("{:?}", error.inner));
    job.error = error.map(|error| format!("{error}\n{}", job.context.func.display()));
}

/// The calling thread's part: at most `window` functions are on their way.
fn feed(count: usize, window: usize, functions: &mut impl Functions, jobs: Sender<Job>, results: &Receiver<Job>) {
    let mut early = BTreeMap::new();
    let mut unused = Vec::new();
    let (mut translated, mut taken) = (0, 0);
    while taken < count {
        if translated < count && translated < taken + window {
            let mut context: Context = unused.pop().unwrap_or_else(Context::new);
            context.clear();
            functions.translate(translated, &mut context);
            jobs.send(Job { index: translated, context, error: None }).expect("workers wait for jobs");
            translated += 1;
        } else if let Some(job) = early.remove(&taken) {
            deliver(&job, functions);
            unused.push(job.context);
            taken += 1;
        } else {
            let job = results.recv().expect("workers give results");
            early.insert(job.index, job);
        }
    }
}

fn deliver(job: &Job, functions: &mut impl Functions) {
    if let Some(error) = &job.error {
        panic!("code generation: {error}");
    }
    functions.take(job.index, &job.context);
}
