//! A running process, followed by its changes in its folder: a test waits for a change, not for a time.

use std::io::Read;
use std::process::{Child, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;

use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher};

use crate::support::{Ran, Sandbox};

/// A change by a process.
enum News {
    Changed,
    Ended,
}

/// A process in a sandbox that nothing else changes meanwhile.
pub struct Followed {
    child: Child,
    news: Receiver<News>,
    outputs: [JoinHandle<String>; 2],
    /// It is heard as long as it is kept.
    _watcher: RecommendedWatcher,
}

impl Followed {
    /// Starts the program with words as a shell would split them.
    pub fn start(sandbox: &Sandbox, words: &str) -> Self {
        Followed::start_with(sandbox, &words.split_whitespace().collect::<Vec<_>>())
    }

    /// Starts the program with arguments.
    pub fn start_with(sandbox: &Sandbox, arguments: &[&str]) -> Self {
        let (sender, news) = channel();
        let changes = sender.clone();
        let hear = move |event: notify::Result<Event>| {
            let is_only_read = event.is_ok_and(|event| event.kind.is_access());
            if !is_only_read {
                let _ = changes.send(News::Changed); // the receiver is gone at the end of a test
            }
        };
        let mut watcher = notify::recommended_watcher(hear).unwrap();
        watcher.watch(&sandbox.path(""), RecursiveMode::Recursive).unwrap();
        let mut command = sandbox.command();
        let mut child = command.args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let (out, err) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
        let outputs = [read_to_end(out, Some(sender)), read_to_end(err, None)];
        Followed { child, news, outputs, _watcher: watcher }
    }

    /// Waits for the next change; whether there is one before the end of the process.
    pub fn changes(&self) -> bool {
        matches!(self.news.recv(), Ok(News::Changed))
    }

    /// Waits until a condition on the files holds, which has to be before the end of the process.
    pub fn until(&self, what: &str, holds: impl Fn() -> bool) {
        let mut is_at_work = true;
        while !holds() {
            assert!(is_at_work, "the process ended before this: {what}");
            // After many changes at once only the last one matters.
            is_at_work = self.changes() && self.news.try_iter().all(|one| matches!(one, News::Changed));
        }
    }

    /// Kills the process, unless it has ended by now; how it ended.
    pub fn kill(mut self) -> ExitStatus {
        self.child.kill().unwrap();
        self.child.wait().unwrap()
    }

    /// Kills the process, which has to be still at work.
    pub fn kill_at_work(self) {
        let status = self.kill();
        assert!(!status.success(), "the process ended before it could be killed");
    }

    /// Waits for the end of the process.
    pub fn finish(mut self) -> Ran {
        let [out, err] = self.outputs.map(|output| output.join().unwrap());
        Ran { code: self.child.wait().unwrap().code(), out, err }
    }
}

/// Reads an output of a process, and says when it has ended.
fn read_to_end(mut output: impl Read + Send + 'static, end: Option<Sender<News>>) -> JoinHandle<String> {
    std::thread::spawn(move || {
        let mut text = String::new();
        output.read_to_string(&mut text).unwrap();
        end.into_iter().for_each(|end| drop(end.send(News::Ended)));
        text
    })
}
