use std::net::Ipv4Addr;

use futures_util::poll;

use super::*;

fn address(number: u32) -> IpAddr {
    Ipv4Addr::from_bits(0x0a00_0000 + number).into()
}

/// An address in a network of its own.
fn far(number: u32) -> IpAddr {
    Ipv4Addr::from_bits(0x0b00_0000 + number * 256).into()
}

/// All permits of a kind.
async fn all_turns(gate: &Gate, kind: Kind) -> Vec<WorkPermit> {
    let mut turns = Vec::new();
    for number in 0..kind.at_once() {
        let number = u32::try_from(number).unwrap();
        turns.push(
            gate.enter(far(1000 + number), kind, Known::No)
                .await
                .unwrap(),
        );
    }
    turns
}

#[tokio::test]
async fn a_few_are_let_in_at_once_and_a_bounded_number_waits() {
    let gate = Gate::default();
    let enter = |number| gate.enter(far(number), Kind::Hash, Known::No);
    let passes = all_turns(&gate, Kind::Hash).await;
    let mut waiting: Vec<_> = (2..66).map(|number| Box::pin(enter(number))).collect();
    for one in &mut waiting {
        assert!(poll!(one).is_pending());
    }
    assert!(enter(99).await.is_err(), "all shares are alike");
    drop(passes);
    for one in waiting {
        assert!(one.await.is_ok());
    }
    assert!(enter(100).await.is_ok());
}

#[tokio::test]
async fn who_is_known_gets_in_while_strangers_from_everywhere_wait() {
    let gate = Gate::default();
    let stranger = |number| gate.enter(far(number), Kind::Hash, Known::No);
    let mut working = all_turns(&gate, Kind::Hash).await;
    let mut waiting: Vec<_> = (2..66).map(|number| Box::pin(stranger(number))).collect();
    for one in &mut waiting {
        assert!(poll!(one).is_pending());
    }
    let mut owner = Box::pin(gate.enter(far(200), Kind::Hash, Known::Yes));
    assert!(poll!(&mut owner).is_pending());
    // Frees a permit.
    working.pop();
    assert!(poll!(&mut owner).is_ready());
}

#[tokio::test]
async fn strangers_get_every_second_turn_however_many_are_known() {
    let gate = Gate::default();
    let enter = |number, known| gate.enter(far(number), Kind::Judge, known);
    let working = enter(0, Known::No).await.unwrap();
    let mut known: Vec<_> = (1..20)
        .map(|number| Box::pin(enter(number, Known::Yes)))
        .collect();
    for one in &mut known {
        assert!(poll!(one).is_pending());
    }
    let mut stranger = Box::pin(enter(50, Known::No));
    assert!(poll!(&mut stranger).is_pending());
    drop(working);
    let first = known.remove(0).await;
    drop(first);
    assert!(poll!(&mut stranger).is_ready());
}

#[tokio::test]
async fn a_flood_from_one_network_gives_way_to_others() {
    let gate = Gate::default();
    let _working = all_turns(&gate, Kind::Hash).await;
    let flood = |number| gate.enter(address(number), Kind::Hash, Known::No);
    let mut waiting: Vec<_> = (0..64).map(|number| Box::pin(flood(number))).collect();
    for one in &mut waiting {
        assert!(poll!(one).is_pending());
    }
    let mut other = Box::pin(gate.enter(far(1), Kind::Hash, Known::No));
    assert!(poll!(&mut other).is_pending(), "waits, and is not refused");
    let gone = waiting.pop().expect("the last of the flood");
    assert!(gone.await.is_err());
}

#[tokio::test]
async fn who_goes_away_holds_nobody_up() {
    let gate = Gate::default();
    let enter = |number| gate.enter(far(number), Kind::Judge, Known::No);
    let working = enter(0).await.unwrap();
    let (mut gone, mut next) = (Box::pin(enter(1)), Box::pin(enter(2)));
    assert!(poll!(&mut gone).is_pending() && poll!(&mut next).is_pending());
    drop(gone);
    drop(working);
    let pass = next.await.unwrap();
    drop(pass);
    assert!(enter(3).await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn nobody_waits_for_ever() {
    let gate = Gate::default();
    let _working = gate.enter(far(0), Kind::Judge, Known::Yes).await.unwrap();
    let waited = gate.enter(far(1), Kind::Judge, Known::Yes).await;
    assert!(waited.is_err());
}

#[tokio::test]
async fn work_is_done_and_its_turn_is_over_also_when_it_panics() {
    let gate = Gate::default();
    let failed: Result<(), _> = gate
        .run(far(0), Kind::Pack, Known::Yes, || panic!("on purpose"))
        .await;
    assert_eq!(failed, Err(NotDone::Failed));
    let done = gate.run(far(0), Kind::Pack, Known::Yes, || 7).await;
    assert_eq!(done, Ok(7));
}

#[tokio::test]
async fn kinds_do_not_wait_for_each_other() {
    let gate = Gate::default();
    let _hashing = all_turns(&gate, Kind::Hash).await;
    assert!(gate.enter(far(0), Kind::Judge, Known::No).await.is_ok());
}
