//! How records relate to others.

use super::Rate;
use super::declare::declare;

declare! {
    /// How this error relates to others. Targets are text: the record they name may not exist.
    #[derive(Default)]
    pub struct TransitionGraph in "transition_graph." {
        /// Errors that tend to follow.
        pub leads_to: Vec<Edge> = Edges(Edge::FIELDS), list(Edge::read);
        /// Errors that tend to come first.
        pub preceded_by: Vec<Edge> = Edges(Edge::FIELDS), list(Edge::read);
        /// Errors that look alike.
        pub frequently_confused_with: Vec<Confusion> = Edges(Confusion::FIELDS), list(Confusion::read);
    }
}

declare! {
    /// A step from one error to another.
    pub struct Edge {
        /// The id of the other record.
        pub error_id: String = Text, required_text;
        /// How often this step is taken, 0 to 1; unknown if the record does not say.
        pub probability: Option<Rate> = Rate, optional_rate;
        /// Under which condition.
        pub condition: String = Text, text;
    }
}

declare! {
    /// An error that is easily confused with this one.
    pub struct Confusion {
        /// The id of the other record.
        pub error_id: String = Text, required_text;
        /// How to tell them apart.
        pub distinction: String = Text, text;
    }
}
