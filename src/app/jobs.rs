//! Long work on named threads, with progress and a way to stop it.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};

/// Number of a job, unique in one run of the program.
pub type JobId = u64;

/// What a job does, for the status bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum JobKind {
    Open,
    Save,
    /// A first look at files that may be imported.
    Survey,
    Import,
    Analyse,
    /// The rest of the results.
    Complete,
    Figure,
    /// Whom names in sheets may mean.
    Match,
    Export,
    /// The search for a plan of a rota.
    Plan,
    /// The search for a plan of a week of shifts.
    Shifts,
    /// A file dialog: waits for a person, so it is not shown as work.
    Ask,
}

impl JobKind {
    /// Key of the words shown while it runs; `None` for what is not shown.
    pub fn key(self) -> Option<&'static str> {
        match self {
            Self::Open => Some("job.open"),
            Self::Save => Some("job.save"),
            Self::Survey => Some("job.survey"),
            Self::Import => Some("job.import"),
            Self::Analyse | Self::Complete => Some("job.analyse"),
            Self::Figure => Some("job.figure"),
            Self::Match => Some("job.match"),
            Self::Export => Some("job.export"),
            Self::Plan | Self::Shifts => Some("plan.job"),
            Self::Ask => None,
        }
    }

    /// True when stopping it half way leaves nothing half done.
    pub fn can_cancel(self) -> bool {
        matches!(self, Self::Survey | Self::Import | Self::Export | Self::Plan | Self::Shifts)
    }
}

/// Shared between a job and the status bar.
#[derive(Clone, Debug, Default)]
pub struct Progress {
    /// Share done in thousandths; 0 while unknown.
    permille: Arc<AtomicU32>,
    cancelled: Arc<AtomicBool>,
    reading: Arc<Mutex<Option<Reading>>>,
    search: Arc<Mutex<(Option<i64>, Option<i64>)>>,
}

/// How far the reading of files is.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// Name of the file being read.
    pub file: String,
    /// Its number, from 1, and how many there are.
    pub number: usize,
    pub files: usize,
    /// Bytes read so far, and of all files.
    pub bytes: u64,
    pub size: u64,
    /// Entries read so far.
    pub entries: u64,
    /// When the first bytes had been read.
    pub since: std::time::Instant,
}

impl Progress {
    /// Tells how far the reading of files is.
    pub fn set_reading(&self, reading: Reading) {
        self.set(reading.bytes as f32 / reading.size.max(1) as f32);
        *self.reading.lock().unwrap_or_else(PoisonError::into_inner) = Some(reading);
    }

    /// How far the reading of files is; `None` before it began and for work that reads none.
    pub fn reading(&self) -> Option<Reading> {
        self.reading.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Tells the cost of the best plan found, and the bound that none goes below.
    pub fn set_search(&self, best: Option<i64>, bound: Option<i64>) {
        *self.search.lock().unwrap_or_else(PoisonError::into_inner) = (best, bound);
    }

    /// Cost of the best plan found, and the bound; `None` while unknown.
    pub fn search(&self) -> (Option<i64>, Option<i64>) {
        *self.search.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells how much is done, from 0 to 1.
    pub fn set(&self, share: f32) {
        self.permille.store((share.clamp(0.0, 1.0) * 1000.0) as u32, Ordering::Relaxed);
    }

    /// Share done; `None` while unknown.
    pub fn share(&self) -> Option<f32> {
        match self.permille.load(Ordering::Relaxed) {
            0 => None,
            permille => Some(permille as f32 / 1000.0),
        }
    }

    /// True once somebody asked to stop.
    pub fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
    }

    /// The flag itself, for code that polls it.
    pub fn flag(&self) -> &AtomicBool {
        &self.cancelled
    }
}

/// A job under way.
#[derive(Clone, Debug)]
pub struct Job {
    pub id: JobId,
    pub kind: JobKind,
    pub started: std::time::Instant,
    pub progress: Progress,
}

/// All jobs under way, and the channel their results come back on.
pub struct Jobs<T> {
    running: Vec<Job>,
    next: JobId,
    sender: Sender<(JobId, T)>,
    receiver: Receiver<(JobId, T)>,
    wake: Arc<dyn Fn() + Send + Sync>,
}

impl<T: Send + 'static> Jobs<T> {
    /// `wake` is called from a job's thread when its result is there.
    pub fn new(wake: Arc<dyn Fn() + Send + Sync>) -> Self {
        let (sender, receiver) = channel();
        Self { running: Vec::new(), next: 1, sender, receiver, wake }
    }

    /// Calls the work on a thread of its own.
    ///
    /// A thread that cannot be started leaves no job behind; the work is then simply not done.
    pub fn start(&mut self, kind: JobKind, work: impl FnOnce(&Progress) -> T + Send + 'static) -> JobId {
        let id = self.next;
        self.next += 1;
        let progress = Progress::default();
        let (sender, wake, shared) = (self.sender.clone(), self.wake.clone(), progress.clone());
        let thread =
            std::thread::Builder::new().name(format!("{kind:?} {id}").to_lowercase()).spawn(move || {
                let result = work(&shared);
                // The window may be gone by now; then nobody waits for the result.
                let _ = sender.send((id, result));
                wake();
            });
        if thread.is_ok() {
            self.running.push(Job { id, kind, started: std::time::Instant::now(), progress });
        }
        id
    }

    /// Asks the window for another frame.
    pub fn wake(&self) {
        (self.wake)();
    }

    /// Results that have come in since the last call.
    pub fn finished(&mut self) -> Vec<T> {
        let mut results = Vec::new();
        while let Ok((id, result)) = self.receiver.try_recv() {
            self.running.retain(|job| job.id != id);
            results.push(result);
        }
        results
    }

    /// Jobs under way, oldest first.
    pub fn running(&self) -> &[Job] {
        &self.running
    }

    /// True when a job of this kind is under way.
    pub fn is_running(&self, kind: JobKind) -> bool {
        self.running.iter().any(|job| job.kind == kind)
    }

    /// Asks all jobs of a kind to stop.
    pub fn cancel_all(&self, kind: JobKind) {
        for job in self.running.iter().filter(|job| job.kind == kind) {
            job.progress.cancelled.store(true, Ordering::Relaxed);
        }
    }

    /// Asks a job to stop.
    pub fn cancel(&self, id: JobId) {
        for job in self.running.iter().filter(|job| job.id == id) {
            job.progress.cancelled.store(true, Ordering::Relaxed);
        }
    }
}
