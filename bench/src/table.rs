//! What was measured, for people and for programs.

use std::fmt;

use serde::Serialize;

/// How the table begins.
pub const HEAD: &str = "| what | measured | goal | |\n|---|---|---|---|";

#[derive(Serialize)]
pub struct Figure {
    /// What was measured.
    pub what: String,
    /// What came out.
    pub value: String,
    /// The number that the goal is about, if there is a goal.
    pub number: f64,
    /// What it should be.
    pub goal: Goal,
}

/// What a number should be.
#[derive(Clone, Copy, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Goal {
    AtMost(f64),
    AtLeast(f64),
    /// It is there to be compared with.
    None,
}

impl Figure {
    pub fn new(what: impl Into<String>, value: impl Into<String>, number: f64, goal: Goal) -> Self {
        Self {
            what: what.into(),
            value: value.into(),
            number,
            goal,
        }
    }

    fn verdict(&self) -> &'static str {
        let is_met = match self.goal {
            Goal::AtMost(goal) => self.number <= goal,
            Goal::AtLeast(goal) => self.number >= goal,
            Goal::None => return "",
        };
        if is_met { "met" } else { "missed" }
    }
}

impl fmt::Display for Goal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AtMost(goal) => write!(f, "≤ {}", short(*goal)),
            Self::AtLeast(goal) => write!(f, "≥ {}", short(*goal)),
            Self::None => Ok(()),
        }
    }
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let goal = self.goal.to_string();
        let (what, value, verdict) = (&self.what, &self.value, self.verdict());
        write!(f, "| {what} | {value} | {goal} | {verdict} |")
    }
}

/// Without more digits than it has, and no more than two behind the point.
fn short(number: f64) -> f64 {
    (number * 100.0).round() / 100.0
}

/// The middle one of some measurements.
pub fn median(values: &mut [f64]) -> f64 {
    quantile(values, 0.5)
}

/// The value below which that part of the measurements lies.
pub fn quantile(values: &mut [f64], part: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    let last = values.len().saturating_sub(1);
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        clippy::cast_sign_loss
    )]
    let at = (last as f64 * part).round() as usize;
    values.get(at).copied().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_measurements() {
        let mut values: Vec<f64> = (1..=101).rev().map(f64::from).collect();
        assert!((median(&mut values) - 51.0).abs() < f64::EPSILON);
        assert!((quantile(&mut values, 0.99) - 100.0).abs() < f64::EPSILON);
        assert!(quantile(&mut [], 0.5).is_nan());
    }

    #[test]
    fn a_goal_is_met_or_missed() {
        let verdict = |number, goal| Figure::new("x", "y", number, goal).verdict();
        assert_eq!(verdict(1.2, Goal::AtMost(1.2)), "met");
        assert_eq!(verdict(1.3, Goal::AtMost(1.2)), "missed");
        assert_eq!(verdict(19.0, Goal::AtLeast(20.0)), "missed");
        assert_eq!(verdict(f64::NAN, Goal::AtMost(1.0)), "missed");
        assert_eq!(verdict(1.0, Goal::None), "");
    }
}
