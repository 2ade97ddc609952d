//! What the thread that reads messages and the one that evaluates share: the texts, what is asked about them, and what
//! changed. Only the newest texts are kept, however fast they come.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use lsp_server::RequestId;
use lsp_types::{Position, Range, Uri};

use super::address;
use super::text::Text;
use super::wishes::Given;

/// Problems are told once nothing has come for so long.
const QUIET: Duration = Duration::from_millis(120);
/// So many questions wait at most.
const MOST_WAITING: usize = 1000;

/// A text that is open in the editor.
#[derive(Clone, Debug)]
pub(super) struct Open {
    pub(super) uri: Uri,
    pub(super) version: i32,
    pub(super) text: Text,
    /// The path of the file, as the client writes it; `None`: the text is in the editor alone.
    pub(super) path: Option<PathBuf>,
    /// How the file is called: by its path, where it has one.
    pub(super) name: String,
    /// The revision at which the text came.
    pub(super) since: u64,
    /// Whether it may hold manifests: by its language, or by its name.
    pub(super) is_yaml: bool,
}

impl Open {
    pub(super) fn new(uri: Uri, language: &str, version: i32, text: Text) -> Open {
        let path = address::path(&uri);
        let name = path.as_ref().map_or_else(|| uri.as_str().to_owned(), |it| it.display().to_string());
        let by_language = ["yaml", "json", "jsonc", "helm"].iter().any(|it| language.starts_with(it));
        let is_yaml = by_language || path.as_ref().is_some_and(|it| crate::folder::is_manifest(it));
        Open { uri, version, text, path, name, since: 0, is_yaml }
    }
}

/// What is asked.
#[derive(Clone, Debug)]
pub(super) enum Question {
    /// What can be done in a range; of these kinds only.
    Actions(Range, Option<Vec<String>>),
    Completion(Position),
    Hover(Position),
}

/// A request that waits.
#[derive(Clone, Debug)]
pub(super) struct Ask {
    pub(super) id: RequestId,
    pub(super) uri: Uri,
    /// Of the text that it is about.
    pub(super) version: i32,
    pub(super) question: Question,
}

/// All that there is to evaluate.
#[derive(Clone, Debug, Default)]
pub(super) struct Texts {
    /// By their addresses.
    pub(super) open: BTreeMap<String, Arc<Open>>,
    pub(super) folders: Vec<PathBuf>,
    pub(super) given: Given,
    /// Counts changes of any of it.
    pub(super) revision: u64,
}

impl Texts {
    /// The text that is open at an address, which a client may write in other letters than before.
    pub(super) fn find(&self, uri: &Uri) -> Option<&Arc<Open>> {
        self.open.get(uri.as_str()).or_else(|| {
            let path = address::path(uri)?;
            self.open.values().find(|it| it.path.as_ref() == Some(&path))
        })
    }

    /// A text is open now, or was changed.
    pub(super) fn put(&mut self, it: Open) {
        let it = Open { since: self.revision, ..it };
        self.open.insert(it.uri.as_str().to_owned(), it.into());
    }
}

/// What changed on disk.
#[derive(Debug, Default)]
pub(super) struct Touched {
    pub(super) files: BTreeSet<PathBuf>,
    /// Which folders there are, or what they want to be told.
    pub(super) all: bool,
}

struct State {
    texts: Texts,
    touched: Touched,
    waiting: VecDeque<Ask>,
    /// Questions without an answer, and whether it is not wanted any more.
    unanswered: BTreeMap<RequestId, bool>,
    /// An answer is being written.
    is_answering: bool,
    changed: Instant,
    /// The revision whose problems were told.
    told: u64,
    is_over: bool,
}

/// The state, for both threads.
#[derive(Clone)]
pub(super) struct Shared(Arc<(Mutex<State>, Condvar)>);

/// What there is to do next.
pub(super) enum Task {
    Answer(Ask, Texts, Touched),
    Tell(Texts, Touched),
    End,
}

/// Why a question does not wait.
pub(super) enum Refused {
    SameId,
    TooMany,
}

impl Shared {
    pub(super) fn new() -> Shared {
        let state = State {
            texts: Texts::default(),
            touched: Touched { all: true, ..Touched::default() },
            waiting: VecDeque::new(),
            unanswered: BTreeMap::new(),
            is_answering: false,
            changed: Instant::now(),
            told: 0,
            is_over: false,
        };
        Shared(Arc::new((Mutex::new(state), Condvar::new())))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the texts, or what is known of the disk.
    pub(super) fn change<T>(&self, change: impl FnOnce(&mut Texts, &mut Touched) -> T) -> T {
        let mut state = self.lock();
        let State { texts, touched, .. } = &mut *state;
        let res = change(texts, touched);
        state.texts.revision += 1;
        state.changed = Instant::now();
        self.0.1.notify_all();
        res
    }

    /// A text that is open.
    pub(super) fn open(&self, uri: &Uri) -> Option<Arc<Open>> {
        self.lock().texts.find(uri).cloned()
    }

    pub(super) fn ask(&self, ask: Ask) -> Result<(), Refused> {
        let mut state = self.lock();
        if state.unanswered.contains_key(&ask.id) {
            return Err(Refused::SameId);
        }
        if state.waiting.len() >= MOST_WAITING {
            return Err(Refused::TooMany);
        }
        state.unanswered.insert(ask.id.clone(), false);
        state.waiting.push_back(ask);
        self.0.1.notify_all();
        Ok(())
    }

    /// An answer is not wanted any more.
    pub(super) fn cancel(&self, id: &RequestId) {
        if let Some(is_canceled) = self.lock().unanswered.get_mut(id) {
            *is_canceled = true;
        }
    }

    /// Whether an answer is still waited for: it was neither canceled nor given.
    pub(super) fn is_wanted(&self, id: &RequestId) -> bool {
        self.lock().unanswered.get(id) == Some(&false)
    }

    /// Answers a question that has no answer yet; `answer` is told whether one is still wanted, and else refuses. Where the
    /// question was answered, because the server ends, nothing is sent.
    pub(super) fn answer(&self, id: &RequestId, answer: impl FnOnce(bool)) {
        let mut state = self.lock();
        let Some(is_canceled) = state.unanswered.remove(id) else { return };
        state.is_answering = true;
        drop(state);
        answer(!is_canceled);
        self.lock().is_answering = false;
        self.0.1.notify_all();
    }

    /// The questions that wait and will not be answered. Waits for an answer that is being written: after the end it could be
    /// lost.
    pub(super) fn end(&self) -> Vec<RequestId> {
        let mut state = self.lock();
        state.is_over = true;
        self.0.1.notify_all();
        state.waiting.clear();
        let res = std::mem::take(&mut state.unanswered).into_keys().collect();
        while state.is_answering {
            state = self.0.1.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        res
    }

    /// Waits for something to do. Questions come first; problems are told when nothing else is to be done.
    pub(super) fn next(&self) -> Task {
        let mut state = self.lock();
        loop {
            if state.is_over {
                return Task::End;
            }
            if let Some(ask) = state.waiting.pop_front() {
                return Task::Answer(ask, state.texts.clone(), std::mem::take(&mut state.touched));
            }
            let wait = match state.told == state.texts.revision {
                true => None,
                false => Some(QUIET.saturating_sub(state.changed.elapsed())),
            };
            state = match wait {
                Some(Duration::ZERO) => {
                    state.told = state.texts.revision;
                    return Task::Tell(state.texts.clone(), std::mem::take(&mut state.touched));
                }
                Some(wait) => match self.0.1.wait_timeout(state, wait) {
                    Ok((state, _)) => state,
                    Err(it) => it.into_inner().0,
                },
                None => self.0.1.wait(state).unwrap_or_else(PoisonError::into_inner),
            };
        }
    }
}
