//! Whole-number programs: rows over what is free and what is fixed, and a search in steps that can be stopped.

use std::time::{Duration, Instant};

use microlp::{
    ComparisonOp, Error, OptimizationDirection, Problem, ResumeOptions, Solution, SolutionStatus,
    SolveOptions, SolveOutcome, Variable,
};

/// A place in a row: free, or fixed at a number.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Term {
    Free(Variable),
    Fixed(f64),
}

/// A program to minimise.
pub(crate) struct Model {
    pub problem: Problem,
    /// Values of a plan known before, by variable.
    pub start: Vec<(Variable, f64)>,
    /// Whole numbers may be broken: the linear program.
    relaxed: bool,
}

impl Model {
    pub fn new() -> Self {
        Self { problem: Problem::new(OptimizationDirection::Minimize), start: Vec::new(), relaxed: false }
    }

    /// A program whose whole numbers may be broken.
    pub fn relaxed() -> Self {
        Self { relaxed: true, ..Self::new() }
    }

    /// The least cost of the relaxed program; `None` when it is not found before the deadline.
    pub fn bound(&self, deadline: Option<Instant>) -> Option<f64> {
        let mut options = SolveOptions::default();
        options.time_limit = deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
        let solution = self.problem.solve_with(options).ok()?.into_solution().ok()?;
        (solution.status() == SolutionStatus::Optimal).then(|| solution.objective())
    }

    /// A variable of 0 or 1 with its value in the plan known before.
    pub fn binary(&mut self, cost: f64, start: bool) -> Variable {
        let variable = if self.relaxed {
            self.problem.add_var(cost, (0.0, 1.0))
        } else {
            self.problem.add_binary_var(cost)
        };
        self.start.push((variable, f64::from(u8::from(start))));
        variable
    }

    /// A whole number from 0 to `most`; its value in the plan known before is left to be found.
    pub fn whole(&mut self, cost: f64, most: i64) -> Variable {
        let most = i32::try_from(most.max(0)).unwrap_or(i32::MAX);
        if self.relaxed {
            self.problem.add_var(cost, (0.0, f64::from(most)))
        } else {
            self.problem.add_integer_var(cost, (0, most))
        }
    }

    /// A row of terms times factors. A row of fixed terms alone is left out.
    pub fn row(&mut self, terms: &[(Term, f64)], compare: ComparisonOp, limit: f64) {
        let mut limit = limit;
        let mut free = Vec::with_capacity(terms.len());
        for &(term, factor) in terms {
            match term {
                Term::Free(variable) => free.push((variable, factor)),
                Term::Fixed(value) => limit -= value * factor,
            }
        }
        if !free.is_empty() {
            self.problem.add_constraint(free.as_slice(), compare, limit);
        }
    }

    /// A row whose free terms may at least stay at 0, whatever is fixed: `sum <= limit`, all factors above 0.
    pub fn at_most(&mut self, terms: &[(Term, f64)], limit: f64) {
        let fixed: f64 = terms
            .iter()
            .map(|&(term, factor)| if let Term::Fixed(value) = term { value * factor } else { 0.0 })
            .sum();
        let free: Vec<(Term, f64)> =
            terms.iter().copied().filter(|(term, _)| matches!(term, Term::Free(_))).collect();
        let room = (limit - fixed).max(0.0);
        // A row that cannot bind is left out.
        if free.iter().map(|(_, factor)| factor).sum::<f64>() > room + 1e-9 {
            self.row(&free, ComparisonOp::Le, room);
        }
    }
}

/// How far a search may go.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Limits {
    /// Nodes in all.
    pub nodes: Option<u64>,
    /// Nodes of one step; between steps the caller is asked whether to go on.
    pub step: u64,
    pub deadline: Option<Instant>,
}

/// How a search ended.
pub(crate) struct End {
    /// The best solution met.
    pub solution: Option<Solution>,
    /// True when the solution is proven the best; or, without one, when there is none.
    pub proven: bool,
    /// No solution costs less.
    pub bound: Option<f64>,
}

/// Searches a model until it is solved, a limit is met or `go_on` says no. `go_on` is given the best solution so far
/// and the bound after every step.
///
/// Steps are counted in nodes, so that the same model ends at the same solution unless a deadline is met.
pub(crate) fn solve(
    model: &Model,
    limits: Limits,
    go_on: &mut dyn FnMut(Option<&Solution>, Option<f64>) -> bool,
) -> End {
    let left =
        |limits: &Limits| limits.deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
    let step = limits.step.max(1);
    let mut options = SolveOptions::default();
    options.node_limit = Some(limits.nodes.map_or(step, |nodes| nodes.min(step)));
    options.time_limit = left(&limits);
    options.warm_start = (!model.start.is_empty()).then(|| model.start.clone());
    let mut spent = 0;
    let mut outcome = model.problem.solve_with(options);
    loop {
        let current = match outcome {
            Ok(current) => current,
            Err(Error::Infeasible) => return End { solution: None, proven: true, bound: None },
            Err(_) => return End { solution: None, proven: false, bound: None },
        };
        let bound = current.stats().best_bound;
        spent += step;
        if current.is_optimal() {
            return End { bound, proven: true, solution: current.into_solution().ok() };
        }
        let over = limits.nodes.is_some_and(|nodes| spent >= nodes)
            || left(&limits).is_some_and(|left| left < Duration::from_millis(5));
        if over || !go_on(current.solution(), bound) {
            return End { bound, proven: false, solution: current.into_solution().ok() };
        }
        let mut resume = ResumeOptions::default();
        resume.node_limit = Some(limits.nodes.map_or(step, |nodes| (nodes - spent).min(step)));
        resume.time_limit = left(&limits);
        outcome = SolveOutcome::resume_with(current, resume);
    }
}
