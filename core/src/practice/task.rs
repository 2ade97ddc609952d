//! What a task is made of.

use super::lesson::Lesson;
use super::tree::Key;
use crate::source::SourceFile;

/// Something to practise: a cluster, what is asked, and what the answer is measured by.
#[derive(Clone, Debug, PartialEq)]
pub struct Task {
    /// A few words.
    pub title: String,
    /// How much it asks of the learner.
    pub level: Level,
    /// Where it stands in the catalogue.
    pub group: Group,
    /// The exams that it fits.
    pub exams: Vec<Exam>,
    /// What is practised, for a report by topic.
    pub topics: Vec<Topic>,
    /// What is asked, in Markdown.
    pub text: String,
    /// The files of the task, in reading order.
    pub files: Vec<TaskFile>,
    /// What the answer must respect besides its effect.
    pub constraints: Constraints,
    /// What the answer is compared with.
    pub goal: Goal,
    /// What the learner predicts, where nothing is to be written.
    pub predict: Option<Predict>,
    /// What is read, predicted and tried first, where the task is a lesson.
    pub lesson: Option<Lesson>,
    /// Whether verdicts on which network plugins differ count, too.
    pub counts_undefined: bool,
    /// Whether no other namespaces are made for the hidden clusters, because the text speaks of those that there are.
    pub is_closed: bool,
    /// From a question to the name of the field.
    pub hints: Vec<String>,
    /// Right answers.
    pub solutions: Vec<Given>,
    /// Wrong answers, each of which must fail.
    pub cheats: Vec<Cheat>,
}

impl Task {
    /// Whether a file has marks of questions: it is no part of the cluster.
    pub fn is_marked(&self, name: &str) -> bool {
        self.predict.as_ref().is_some_and(|it| it.file == name)
    }

    /// Whether lines of expectations are judged when it is graded or checked: a goal that is written so, predicted
    /// connections, the questions of a lesson.
    pub fn has_lines(&self) -> bool {
        matches!(self.goal, Goal::Expectations(_))
            || self.lesson.is_some()
            || self.predict.as_ref().is_some_and(|it| it.is_evaluated)
    }
}

/// One file of a task.
#[derive(Clone, Debug, PartialEq)]
pub struct TaskFile {
    /// Its name and text.
    pub file: SourceFile,
    /// What the learner may do with it.
    pub role: Role,
    /// The line of the task's own file on which its text begins; 0 where the text is not written in lines.
    pub line: u32,
}

/// What the learner may do with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Nothing: it is part of the cluster.
    Locked,
    /// Change it.
    Yours,
    /// Apply it as it is, or leave it.
    Offered,
}

/// An answer that the task gives.
#[derive(Clone, Debug, PartialEq)]
pub struct Given {
    /// What it is; empty where it is not told.
    pub title: String,
    /// Its files.
    pub answer: Answer,
    /// The line of the task's own file on which it begins.
    pub line: u32,
}

/// A wrong answer that the task gives.
#[derive(Clone, Debug, PartialEq)]
pub struct Cheat {
    /// What is wrong with it.
    pub given: Given,
    /// What refuses it.
    pub fails: Fails,
}

/// What refuses a cheat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fails {
    /// A connection that is not as asked.
    Cell,
    /// A constraint alone.
    Constraint,
    /// It cannot be applied.
    NotApplied,
}

/// The files of an answer. Files of the task that are `yours` and not among them are as they were at the start; those that
/// are offered are applied where they are among them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answer {
    /// By name.
    pub files: Vec<SourceFile>,
}

/// What an answer is compared with.
#[derive(Clone, Debug, PartialEq)]
pub enum Goal {
    /// The relation of a solution, by its position.
    Solution(usize),
    /// What is expected of the cluster that is shown: lines as they follow `# expect`.
    Expectations(Vec<String>),
}

/// Questions that are answered by marking each with a word.
#[derive(Clone, Debug, PartialEq)]
pub struct Predict {
    /// The file of the task that the marks stand in, one line for each question: `shop/web -> shop/api TCP 80: allowed`.
    pub file: String,
    /// The questions, in the order of that file.
    pub questions: Vec<String>,
    /// The words to choose from.
    pub words: Vec<String>,
    /// Whether the questions are connections, which the evaluator answers. Else the first solution does.
    pub is_evaluated: bool,
}

/// What an answer must respect besides its effect.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Constraints {
    /// Policies that must exist.
    pub policy: Vec<Key>,
    /// Objects that must stay as they are. Those of locked files always must.
    pub untouched: Vec<Key>,
    /// Kinds of objects that the answer may have, change and delete. Without it: NetworkPolicy, or nothing where there is
    /// `labels-only`.
    pub only: Option<Vec<String>>,
    /// Objects of which the labels may be changed, and nothing else.
    pub labels_only: Vec<Key>,
    /// Labels, by their keys, that stay as they are even so.
    pub keep_labels: Vec<String>,
    /// Files that are offered, exactly one of which is to be applied.
    pub choose_one_of: Vec<String>,
    /// How many policies the answer may have outside of locked files.
    pub policies: Option<usize>,
}

/// Words of a list, each with its name in the file.
macro_rules! words {
    ($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident $word:literal)* }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$doc])* $variant,)*
        }

        impl $name {
            /// All of them.
            pub const ALL: &[$name] = &[$($name::$variant,)*];

            /// Its word in the file.
            pub fn as_str(self) -> &'static str {
                match self {
                    $($name::$variant => $word,)*
                }
            }
        }
    };
}

words! {
    /// How much a task asks of the learner.
    Level {
        /// For those who meet policies for the first time.
        First "first"
        /// As in CKA or CKAD.
        Exam "exam"
        /// As in CKS.
        Hard "hard"
        /// More than an exam asks.
        Beyond "beyond"
    }
}

words! {
    /// Where a task stands in the catalogue.
    Group {
        /// Nothing gets through.
        Closing "closing"
        /// Exactly what is asked gets through.
        Opening "opening"
        /// One of several files, or one more beside what there is.
        Choosing "choosing"
        /// A policy that does not do what it should.
        Repairing "repairing"
        /// Other policies with the same effect, or a narrower one.
        Restructuring "restructuring"
        /// Ports of Services, names, DNS.
        Services "services"
        /// Policies of the whole cluster.
        Beyond "beyond"
    }
}

words! {
    /// An exam.
    Exam {
        /// Certified Kubernetes Administrator.
        Cka "CKA"
        /// Certified Kubernetes Application Developer.
        Ckad "CKAD"
        /// Certified Kubernetes Security Specialist.
        Cks "CKS"
        /// Certified Kubernetes Network Engineer.
        Ckne "CKNE"
    }
}

words! {
    /// What is practised.
    Topic {
        /// Labels and selectors.
        Selectors "selectors"
        /// Namespaces as peers, and the namespace of the policy.
        Namespaces "namespaces"
        /// Ports, protocols, Services.
        Ports "ports"
        /// Egress of the client and ingress of the server.
        BothEnds "both-ends"
        /// Name resolution.
        Dns "dns"
        /// `ipBlock`.
        Outside "outside"
        /// `policyTypes`.
        PolicyTypes "policy-types"
        /// Policies of the whole cluster.
        Tiers "tiers"
    }
}
