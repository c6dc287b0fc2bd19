//! Signing in while somebody guesses: they are slowed down, and nobody else is.

use std::{
    net::{Ipv4Addr, SocketAddr},
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
    thread,
    time::Instant,
};

use crate::support::{
    Natter, PATIENCE, Response,
    people::{PASSWORD, Person, admin},
};
use serde_json::json;
use tokio::{
    net::TcpSocket,
    runtime::{self, Runtime},
};

/// Wrong guesses in a campaign.
const GUESSES: usize = 10_000;

fn start(options: &[&str]) -> (tempfile::TempDir, Natter, Person) {
    let folder = tempfile::tempdir().expect("folder");
    let natter = Natter::start(&folder, options);
    let owner = natter.set_up();
    (folder, natter, owner)
}

/// Somewhere on the net, as the server sees it: another address of the loopback.
struct Source {
    address: Ipv4Addr,
    runtime: Runtime,
}

impl Source {
    fn new(number: u8) -> Self {
        Self::at(Ipv4Addr::new(127, 0, 0, number))
    }

    fn at(address: Ipv4Addr) -> Self {
        Self {
            address,
            runtime: runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .expect("a runtime"),
        }
    }

    fn post(&self, natter: &Natter, path: &str, headers: &[(&str, &str)], body: &str) -> Response {
        let stream = self.runtime.block_on(async {
            let socket = TcpSocket::new_v4().expect("a socket");
            // Thousands of short connections would else run out of ports.
            socket.set_reuseaddr(true).expect("sets");
            socket
                .bind(SocketAddr::new(self.address.into(), 0))
                .expect("binds");
            let stream = socket.connect(natter.address).await.expect("connects");
            stream.into_std().expect("a stream")
        });
        stream.set_nonblocking(false).expect("sets");
        natter.request_on(stream, "POST", path, headers, body.as_bytes())
    }

    /// Signs in as a program.
    fn sign_in(&self, natter: &Natter, handle: &str, password: &str) -> Response {
        let body = json!({"handle": handle, "password": password}).to_string();
        self.post(
            natter,
            "/api/session",
            &[("Content-Type", "application/json")],
            &body,
        )
    }

    /// Signs in as a browser.
    fn sign_in_by_form(&self, natter: &Natter, handle: &str, password: &str) -> Response {
        let form = format!("handle={handle}&password={}", password.replace(' ', "+"));
        let kind = ("Content-Type", "application/x-www-form-urlencoded");
        self.post(natter, "/sign-in", &[kind], &form)
    }
}

#[test]
fn a_campaign_is_slowed_down_and_everybody_else_signs_in_meanwhile() {
    let (_folder, natter, _owner) = start(&[]);
    natter.members(["ada", "bob"]);
    let [attacker, elsewhere, third] = [9, 10, 11].map(Source::new);
    let mut tried = 0;
    for number in 0..GUESSES {
        let answer = attacker.sign_in(&natter, "ada", &format!("guess number {number}"));
        match answer.status {
            401 => tried += 1,
            429 => {
                let wait = answer.header("retry-after").expect("how long to wait");
                assert!(wait.parse::<u32>().expect("seconds") > 0);
            }
            other => panic!("{other}: {answer:?}"),
        }
        if number % 500 == 250 {
            let source = if number % 1000 < 500 {
                &elsewhere
            } else {
                &third
            };
            for handle in ["ada", "bob"] {
                let answer = source.sign_in(&natter, handle, PASSWORD);
                assert_eq!(answer.status, 200, "{handle} at {number}: {answer:?}");
            }
        }
    }
    assert!(tried >= 5, "some mistakes are everybody's right: {tried}");
    assert!(tried < 100, "{tried} of {GUESSES} guesses were compared");
    // The right one does not help them now, by no door.
    assert_eq!(attacker.sign_in(&natter, "ada", PASSWORD).status, 429);
    assert_eq!(
        attacker.sign_in_by_form(&natter, "ADA", PASSWORD).status,
        429
    );
    natter.stop();
}

#[test]
fn one_source_cannot_try_many_accounts() {
    let (_folder, natter, _owner) = start(&[]);
    natter.members(["ada"]);
    let (attacker, elsewhere) = (Source::new(9), Source::new(10));
    let compared = (0..GUESSES / 3).filter(|number| {
        let answer = attacker.sign_in(&natter, &format!("user{number}"), "a common guess");
        answer.status == 401
    });
    let compared = compared.count();
    assert!((10..200).contains(&compared), "{compared}");
    assert_eq!(elsewhere.sign_in(&natter, "ada", PASSWORD).status, 200);
    natter.stop();
}

#[test]
fn many_sources_together_do_not_lock_out_who_was_there_before() {
    let (_folder, natter, _owner) = start(&[]);
    natter.members(["ada"]);
    let home = Source::new(2);
    assert_eq!(home.sign_in(&natter, "ada", PASSWORD).status, 200);
    let refused = (10..=250).filter(|number| {
        let source = Source::new(*number);
        let answers = [(); 2].map(|()| source.sign_in(&natter, "ada", "a common guess").status);
        answers.contains(&429)
    });
    assert!(refused.count() > 0, "so many at once are slowed down");
    assert_eq!(home.sign_in(&natter, "ada", PASSWORD).status, 200);
    assert_eq!(
        Source::new(3).sign_in(&natter, "olive", PASSWORD).status,
        200
    );
    natter.stop();
}

/// All that a client can compare, but for the time of day and the nonce of the page.
fn told(answer: &Response, handle: &str) -> (u16, Vec<(String, String)>, String) {
    let policy = answer.header("content-security-policy").unwrap_or_default();
    let nonce = policy
        .split("'nonce-")
        .nth(1)
        .and_then(|rest| rest.split('\'').next());
    let same = |text: &str| {
        let text = text.replace(handle, "HANDLE");
        nonce.map_or(text.clone(), |nonce| text.replace(nonce, "NONCE"))
    };
    let headers = answer.headers.iter().filter(|(name, _)| name != "date");
    let headers = headers.map(|(name, value)| (name.clone(), same(value)));
    (answer.status, headers.collect(), same(&answer.body))
}

#[test]
fn no_answer_tells_whether_somebody_has_a_handle() {
    let (_folder, natter, owner) = start(&["--rate-limits", "off"]);
    natter.members(["ada7", "dee7", "eva7"]);
    natter.does(&owner, "/people/dee7/deactivate", "");
    natter.does(&owner, "/people/eva7/ban", "reason=rude&days=");
    let source = Source::new(2);
    let wrong = "not the password";
    let program = told(&source.sign_in(&natter, "ada7", wrong), "ada7");
    let browser = told(&source.sign_in_by_form(&natter, "ada7", wrong), "ada7");
    assert_eq!((program.0, browser.0), (401, 401));
    for other in ["nob7", "dee7", "eva7", "x y", "a\u{430}a7"] {
        let answer = source.sign_in(&natter, other, wrong);
        assert_eq!(told(&answer, other), program, "{other}");
    }
    for other in ["nob7", "dee7", "eva7"] {
        let answer = source.sign_in_by_form(&natter, other, wrong);
        assert_eq!(told(&answer, other), browser, "{other}");
    }
    // Who is deactivated is nobody, also with the right password.
    let right = source.sign_in(&natter, "dee7", PASSWORD);
    assert_eq!(told(&right, "dee7"), program);
    natter.stop();
}

#[test]
fn a_password_is_checked_as_it_was_chosen() {
    let (_folder, natter, _owner) = start(&["--rate-limits", "off"]);
    let source = Source::new(2);
    for (handle, password, status) in [
        ("olive", PASSWORD, 200),
        ("OLIVE", PASSWORD, 200),
        ("@Olive", PASSWORD, 200),
        ("olive", &PASSWORD.to_uppercase(), 401),
        ("olive", &PASSWORD[1..], 401),
        ("olive", "", 401),
        ("", PASSWORD, 401),
        ("olive", &"x".repeat(20_000), 401),
    ] {
        let answer = source.sign_in(&natter, handle, password);
        assert_eq!(answer.status, status, "{handle}: {answer:?}");
    }
    // The command line takes only what the form would.
    let common = admin(&natter.data, &["reset-password", "olive"], "password1234");
    assert!(!common.status.success());
    natter.stop();
}

#[test]
fn a_known_network_comes_in_after_a_restart_in_the_middle_of_a_campaign() {
    let (folder, natter, _owner) = start(&[]);
    let home = Source::at(Ipv4Addr::new(127, 1, 0, 2));
    assert_eq!(home.sign_in(&natter, "olive", PASSWORD).status, 200);
    natter.stop();
    let natter = Natter::start(&folder, &[]);
    let refused = (0..250).filter(|number| {
        let source = Source::at(Ipv4Addr::new(127, 2, *number, 1));
        source.sign_in(&natter, "olive", "a common guess").status == 429
    });
    assert!(refused.count() > 100, "so many at once are slowed down");
    assert_eq!(home.sign_in(&natter, "olive", PASSWORD).status, 200);
    natter.stop();
}

#[test]
fn who_is_known_gets_in_while_strangers_from_everywhere_fill_the_queue() {
    let (_folder, natter, _owner) = start(&[]);
    let home = Source::at(Ipv4Addr::new(127, 1, 0, 2));
    assert_eq!(home.sign_in(&natter, "olive", PASSWORD).status, 200);
    let is_over = AtomicBool::new(false);
    let (busy, tried) = (AtomicUsize::new(0), AtomicUsize::new(0));
    thread::scope(|threads| {
        for number in 0..150 {
            let (natter, is_over, busy, tried) = (&natter, &is_over, &busy, &tried);
            threads.spawn(move || {
                let source = Source::at(Ipv4Addr::new(127, 2, number, 1));
                let mut guess = 0;
                while !is_over.load(Ordering::Relaxed) {
                    guess += 1;
                    let handle = format!("user{number}x{guess}");
                    let answer = source.sign_in(natter, &handle, "a common guess");
                    tried.fetch_add(1, Ordering::Relaxed);
                    if answer.status == 429 {
                        busy.fetch_add(1, Ordering::Relaxed);
                    }
                }
            });
        }
        while busy.load(Ordering::Relaxed) < 50 {
            thread::yield_now();
        }
        let answers = [(); 5].map(|()| {
            let begun = Instant::now();
            let status = home.sign_in(&natter, "olive", PASSWORD).status;
            (status, begun.elapsed())
        });
        is_over.store(true, Ordering::Relaxed);
        for (status, took) in answers {
            assert_eq!(status, 200);
            assert!(took < PATIENCE / 2, "{took:?}");
        }
    });
    natter.stop();
}
