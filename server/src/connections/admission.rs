//! Which TCP connections are accepted, before any work is done for them.
//!
//! Sockets live long, so they have caps of their own, below these. Every other open connection is
//! either serving a short request or idle: waiting for the rest of a request, or for the next one.
//! When a cap is reached, of one network or in all, the oldest idle connection is closed in favour
//! of the new one. So a client that opens a thousand connections and sends nothing, or sends
//! requests that never end, blocks nobody, not even somebody at the same address.

use std::{
    collections::{HashMap, VecDeque},
    net::IpAddr,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, Weak,
        atomic::{AtomicBool, Ordering},
    },
};

use super::caps::{Caps, Count, Full};
use crate::disconnect::DisconnectHandle;
use domain::network::Network;
use domain::source::Source;

/// How many connections are checked for an idle one, so that the search stays cheap when there is
/// none.
const MAX_SCAN: usize = 32;

/// Ended connections that a queue may hold, beyond as many as are open.
const SLACK: usize = 64;

/// Counts connections; cheap to clone.
#[derive(Clone)]
pub(crate) struct Admission(Arc<Shared>);

struct Shared {
    caps: Caps,
    proxies: Arc<[Network]>,
    open: Mutex<Open>,
}

#[derive(Default)]
struct Open {
    count: Count,
    /// All connections that may be closed for a new one, oldest first.
    all: Line,
    by_network: HashMap<Network, Line>,
}

/// An accepted connection.
struct Held {
    /// `None` for a trusted proxy, which carries many clients: it counts only towards the total,
    /// and is never closed for others.
    source: Option<Source>,
    cut: DisconnectHandle,
    /// It was closed for a new one, and is not counted any more.
    was_evicted: AtomicBool,
}

/// The slot of a connection; dropping it releases the slot.
pub struct Slot {
    admission: Admission,
    held: Arc<Held>,
}

impl Admission {
    /// `caps` per source and in all; trusted proxies are limited by the total only.
    pub(crate) fn new(caps: Caps, proxies: Arc<[Network]>) -> Self {
        Self(Arc::new(Shared {
            caps,
            proxies,
            open: Mutex::default(),
        }))
    }

    /// Takes a slot for a connection from `address`, which `cut` disconnects. `None` if a cap is
    /// reached and no connection is idle.
    pub(crate) fn take(&self, address: IpAddr, cut: DisconnectHandle) -> Option<Slot> {
        let is_proxy = self.0.proxies.iter().any(|proxy| proxy.contains(address));
        let source = (!is_proxy).then(|| Source::from(address));
        let mut open = self.open();
        while let Err(full) = open.count.check(source, self.0.caps) {
            if !open.make_room(full) {
                return None;
            }
        }
        let held = Arc::new(Held {
            source,
            cut,
            was_evicted: AtomicBool::new(false),
        });
        open.add(&held);
        Some(Slot {
            admission: self.clone(),
            held,
        })
    }

    fn open(&self) -> MutexGuard<'_, Open> {
        self.0.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Open {
    fn add(&mut self, held: &Arc<Held>) {
        self.count.add(held.source);
        if let Some(source) = held.source {
            self.all.add(held, self.count.total());
            for network in source.networks() {
                let line = self.by_network.entry(network).or_default();
                line.add(held, self.count.of(&network));
            }
        }
    }

    fn remove(&mut self, source: Option<Source>) {
        self.count.remove(source);
        for network in source.iter().flat_map(|source| source.networks()) {
            if self.count.of(&network) == 0 {
                self.by_network.remove(&network);
            }
        }
    }

    /// Disconnects the oldest idle connection.
    fn make_room(&mut self, full: Full) -> bool {
        let line = match full {
            Full::All => Some(&mut self.all),
            Full::Network(network) => self.by_network.get_mut(&network),
        };
        let Some(held) = line.and_then(Line::first_that_waits) else {
            return false;
        };
        held.was_evicted.store(true, Ordering::Relaxed);
        held.cut.disconnect();
        self.remove(held.source);
        true
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        let mut open = self.admission.open();
        // Written under the same lock.
        if !self.held.was_evicted.load(Ordering::Relaxed) {
            open.remove(self.held.source);
        }
    }
}

/// Connections, oldest first; some may have ended.
#[derive(Default)]
struct Line(VecDeque<Weak<Held>>);

impl Line {
    fn add(&mut self, held: &Arc<Held>, living: usize) {
        if self.0.len() > living.saturating_mul(2) + SLACK {
            self.0.retain(|one| one.strong_count() > 0);
        }
        self.0.push_back(Arc::downgrade(held));
    }

    /// Removes and returns the oldest idle connection. Busy ones that were checked move to the end.
    fn first_that_waits(&mut self) -> Option<Arc<Held>> {
        let mut looked_at = 0;
        while looked_at < MAX_SCAN.min(self.0.len()) {
            // Ended ones are removed and do not count as checked.
            let Some(held) = self.0.pop_front()?.upgrade() else {
                continue;
            };
            if held.was_evicted.load(Ordering::Relaxed) {
                continue;
            }
            if !held.cut.is_busy() {
                return Some(held);
            }
            self.0.push_back(Arc::downgrade(&held));
            looked_at += 1;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn admission(per_source: usize, total: usize) -> Admission {
        let proxies = ["10.0.0.1".parse().expect("a network")];
        Admission::new(Caps { per_source, total }, proxies.into())
    }

    fn address(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    fn take(admission: &Admission, from: &str) -> Option<(Slot, DisconnectHandle)> {
        let cut = DisconnectHandle::default();
        let slot = admission.take(address(from), cut.clone())?;
        Some((slot, cut))
    }

    fn busy(admission: &Admission, from: &str) -> Option<Slot> {
        let (slot, cut) = take(admission, from)?;
        cut.set_busy(true);
        Some(slot)
    }

    #[test]
    fn busy_ones_are_taken_up_to_the_caps_and_their_slots_come_back() {
        let admission = admission(2, 3);
        let first = busy(&admission, "192.0.2.1").expect("the first");
        let _second = busy(&admission, "192.0.2.1").expect("the second");
        assert!(
            busy(&admission, "192.0.2.1").is_none(),
            "the source is full"
        );
        let _third = busy(&admission, "198.51.100.1").expect("the third");
        assert!(busy(&admission, "203.0.113.1").is_none(), "all is full");
        drop(first);
        assert!(busy(&admission, "203.0.113.1").is_some());
    }

    #[test]
    fn the_first_that_waits_gives_way_to_a_newcomer_from_the_same_source() {
        let admission = admission(3, 100);
        let _busy = busy(&admission, "192.0.2.1").expect("taken");
        let (first, first_cut) = take(&admission, "192.0.2.1").expect("taken");
        let (_second, second_cut) = take(&admission, "192.0.2.1").expect("taken");
        let (_beside, beside_cut) = take(&admission, "192.0.2.2").expect("taken");
        let _third = busy(&admission, "192.0.2.1").expect("takes a slot");
        assert!(
            first_cut.is_disconnected()
                && !second_cut.is_disconnected()
                && !beside_cut.is_disconnected()
        );
        // Its slot is released already.
        drop(first);
        let _fourth = busy(&admission, "192.0.2.1").expect("takes a slot");
        assert!(second_cut.is_disconnected() && !beside_cut.is_disconnected());
        assert!(busy(&admission, "192.0.2.1").is_none());
        assert_eq!(admission.open().count.total(), 4);
    }

    #[test]
    fn when_all_is_full_somebody_who_waits_gives_way_wherever_they_come_from() {
        let admission = admission(100, 2);
        let (_first, first_cut) = take(&admission, "192.0.2.1").expect("taken");
        let _busy = busy(&admission, "192.0.2.1").expect("taken");
        let _new = busy(&admission, "2001:db8::1").expect("takes a slot");
        assert!(first_cut.is_disconnected());
        assert!(busy(&admission, "2001:db8::1").is_none());
    }

    #[test]
    fn a_trusted_proxy_has_no_cap_of_its_own_and_never_gives_way() {
        let admission = admission(1, 4);
        let proxied: Vec<_> = (0..4).map(|_| take(&admission, "10.0.0.1")).collect();
        assert!(proxied.iter().all(Option::is_some));
        assert!(take(&admission, "192.0.2.1").is_none());
        let cuts = proxied
            .iter()
            .flatten()
            .map(|(_, cut)| cut.is_disconnected());
        assert_eq!(cuts.filter(|cut| *cut).count(), 0);
    }

    #[test]
    fn connections_that_ended_leave_little_behind() {
        let admission = admission(10, 10);
        let _stays = take(&admission, "192.0.2.1");
        for _ in 0..100 * SLACK {
            let _ = take(&admission, "192.0.2.1");
            let _ = take(&admission, "198.51.100.1");
        }
        let open = admission.open();
        assert!(open.all.0.len() <= 2 * SLACK, "{}", open.all.0.len());
        assert_eq!(open.by_network.len(), 2);
    }
}
