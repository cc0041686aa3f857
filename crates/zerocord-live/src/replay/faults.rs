//! Injected faults.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use tokio::time::Instant;

use crate::duration::parse_duration;

/// A kind of fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FaultKind {
    /// The gateway asks for a reconnect (opcode 7), and closes the connection if the client does not.
    Reconnect,
    /// The gateway closes the connection with code 4000, so that the client resumes.
    Resume,
    /// The session becomes invalid (opcode 9): half of the times for good, half of the times it can be resumed.
    Invalid,
    /// Nothing is sent for up to a second.
    Delay,
    /// The connection breaks in the middle of a message.
    Cut,
    /// A dispatch is sent twice.
    Duplicate,
}

/// How often a fault occurs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FaultEvery {
    /// Each time that this has passed on a connection.
    Time(Duration),
    /// After this many dispatches on a connection.
    Dispatches(u64),
}

/// A fault that occurs again and again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Fault {
    /// Its kind.
    pub kind: FaultKind,
    /// How often it occurs.
    pub every: FaultEvery,
}

/// All faults of a gateway, written as `reconnect=60s,invalid=5000,delay`. A number without a unit counts dispatches.
/// Without `=`, a fault occurs every 30 seconds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Faults(pub Vec<Fault>);

const KINDS: [(&str, FaultKind); 6] = [
    ("reconnect", FaultKind::Reconnect),
    ("resume", FaultKind::Resume),
    ("invalid", FaultKind::Invalid),
    ("delay", FaultKind::Delay),
    ("cut", FaultKind::Cut),
    ("duplicate", FaultKind::Duplicate),
];

/// Why a list of faults cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaultsError(String);

impl fmt::Display for FaultsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for FaultsError {}

impl FromStr for Faults {
    type Err = FaultsError;

    fn from_str(list: &str) -> Result<Faults, FaultsError> {
        list.split(',').filter(|part| !part.is_empty()).map(fault).collect::<Result<_, _>>().map(Faults)
    }
}

fn fault(part: &str) -> Result<Fault, FaultsError> {
    let (name, every) = part.split_once('=').unwrap_or((part, "30s"));
    let Some((_, kind)) = KINDS.iter().find(|(known, _)| *known == name.trim()) else {
        let names = KINDS.map(|(known, _)| known).join(", ");
        return Err(FaultsError(format!("`{name}` is not a fault; there are {names}")));
    };
    let every = match every.trim().parse() {
        Ok(count) => FaultEvery::Dispatches(count),
        Err(_) => FaultEvery::Time(parse_duration(every.trim()).map_err(FaultsError)?),
    };
    if matches!(every, FaultEvery::Dispatches(0) | FaultEvery::Time(Duration::ZERO)) {
        return Err(FaultsError(format!("`{part}`: a fault cannot occur all the time")));
    }
    Ok(Fault { kind: *kind, every })
}

/// The faults of a connection.
#[derive(Debug)]
pub(super) struct FaultPlan(Vec<Planned>);

#[derive(Debug)]
struct Planned {
    fault: Fault,
    next: Instant,
    left: u64,
}

impl FaultPlan {
    pub(super) fn new(faults: &Faults) -> FaultPlan {
        let plan = |&fault: &Fault| {
            let (next, left) = (Instant::now(), 0);
            let mut planned = Planned { fault, next, left };
            planned.again();
            planned
        };
        FaultPlan(faults.0.iter().map(plan).collect())
    }

    /// The faults that are due after a dispatch.
    pub(super) fn after_dispatch(&mut self) -> Option<FaultKind> {
        for planned in &mut self.0 {
            if let FaultEvery::Dispatches(_) = planned.fault.every {
                planned.left -= 1;
                if planned.left == 0 {
                    planned.again();
                    return Some(planned.fault.kind);
                }
            }
        }
        None
    }

    /// The fault that is due by time.
    pub(super) async fn by_time(&mut self) -> FaultKind {
        let timed = self.0.iter_mut().filter(|planned| matches!(planned.fault.every, FaultEvery::Time(_)));
        let Some(first) = timed.min_by_key(|planned| planned.next) else {
            return std::future::pending().await;
        };
        tokio::time::sleep_until(first.next).await;
        first.again();
        first.fault.kind
    }
}

impl Planned {
    fn again(&mut self) {
        match self.fault.every {
            FaultEvery::Time(time) => self.next += time,
            FaultEvery::Dispatches(count) => self.left = count,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_of_faults_are_read() {
        let faults: Faults = "reconnect=60s,invalid=500,delay".parse().unwrap();
        let want = [
            (FaultKind::Reconnect, FaultEvery::Time(Duration::from_secs(60))),
            (FaultKind::Invalid, FaultEvery::Dispatches(500)),
            (FaultKind::Delay, FaultEvery::Time(Duration::from_secs(30))),
        ];
        assert_eq!(faults.0, want.map(|(kind, every)| Fault { kind, every }));
        for odd in ["reconect", "cut=", "cut=0", "cut=0s", "cut=5x", "=3"] {
            assert!(odd.parse::<Faults>().is_err(), "{odd}");
        }
    }
}
