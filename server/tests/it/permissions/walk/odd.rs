//! Addresses that nobody typed on purpose: each is answered in Natter's own words.

use std::{collections::HashSet, io::Read};

use server::http;

use super::{Natter, Response, Somebody, WITH_A_DEVICE, abouts, ask, path, serve};

/// Queries that are no text, no number, twice there or of another page.
const ODD: [&str; 8] = [
    "after=abc&before=abc",
    "after=-1&before=-1",
    "after=99999999999999999999&before=99999999999999999999",
    "after=1&after=2&before=1&before=2&q=a&q=b&done=a&done=b&code=a&code=b&next=a&next=b",
    "q=%FF&after=%FF&before=%FF&done=%FF&code=%FF&next=%FF&out=%FF",
    "q=%00&after=%00&before=%00&done=%00&code=%00&next=%00&out=%00",
    "&&=&q&after&before&done",
    "something=else&%",
];

/// Whether it is an answer of ours: a page, a file that was asked for, or a lead to a page.
fn is_ours(response: &Response) -> bool {
    let is_page = response.whole_body().starts_with("<!DOCTYPE html>");
    match response.status {
        200 => is_page || response.header("content-type") != Some("text/html; charset=utf-8"),
        303 => true,
        400 | 403 | 404 | 405 | 410 => is_page,
        _ => false,
    }
}

/// Whether a page's script asks for it: what comes is a part of a page.
fn is_part(path: &str) -> bool {
    let path = path.split('?').next().unwrap_or_default();
    path == "/emoji" || path.ends_with("/complete")
}

fn note(wrong: &mut Vec<String>, natter: &Natter, who: &Somebody, method: &str, path: &str) -> u16 {
    let response = ask(natter, Some(who), method, path, "");
    let is_part = is_part(path) && response.status == 200;
    if !is_part && !is_ours(&response) {
        let start: String = response.whole_body().chars().take(80).collect();
        wrong.push(format!("{method} {path}: {} {start}", response.status));
    }
    response.status
}

#[test]
fn an_odd_query_is_answered_with_a_page() {
    let (_folder, natter, fixture) = serve();
    let (mut wrong, mut refused) = (Vec::new(), HashSet::new());
    for route in http::routes().iter().filter(|route| route.method == "GET") {
        for about in abouts(route, &fixture).into_iter().take(1) {
            for odd in ODD {
                let path = format!("{}?{odd}", path(route, about)).replace("{code}", "abc");
                if note(
                    &mut wrong,
                    &natter,
                    fixture.person("owner-in"),
                    "GET",
                    &path,
                ) == 400
                {
                    refused.insert(route.path);
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    // Otherwise nothing was odd about them.
    assert!(refused.contains("/workspace/people"), "{refused:?}");
    assert!(refused.len() > 10, "{refused:?}");
    natter.stop();
}

/// Where a list may be searched, or turned to a page: whatever is asked for, the database can do it.
#[test]
fn no_query_is_too_much_for_the_database() {
    let (_folder, mut natter, fixture) = serve();
    let long = "x".repeat(50_001);
    let (signs, wide) = ("%25".repeat(17_000), "%F4%8F%BF%BF".repeat(10_000));
    let numbers = [
        "0",
        "1",
        "4294967295",
        "9007199254740991",
        "9007199254740992",
        "9223372036854775807",
        "-9223372036854775808",
        "1e400",
    ];
    let mut log = natter.log();
    let lists = http::routes();
    let lists = lists.iter().filter(|route| route.method == "GET");
    for route in lists {
        let about = abouts(route, &fixture)[0];
        let path = path(route, about).replace("{code}", "abc");
        let words = [&*long, &*signs, &*wide, "a%00b", "%E2%80%AE", "_%25%5C"];
        let texts = words.iter().flat_map(|words| {
            ["q", "after", "before", "next", "code"].map(|field| format!("{field}={words}"))
        });
        let offsets = numbers
            .iter()
            .map(|number| format!("after={number}&before={number}&person={number}"));
        for query in texts.chain(offsets) {
            let path = format!("{path}?{query}");
            let status = ask(&natter, Some(fixture.person("owner-in")), "GET", &path, "").status;
            let start: String = path.chars().take(60).collect();
            assert!(
                matches!(status, 200 | 303 | 400 | 403 | 404 | 410 | 414 | 431),
                "{start}: {status}"
            );
        }
    }
    natter.signal("TERM");
    let mut said = String::new();
    log.read_to_string(&mut said).expect("reads");
    assert!(!said.contains("the database failed"), "{said}");
    assert!(!said.contains("panicked"), "{said}");
}

#[test]
fn what_is_no_text_names_nothing() {
    let (_folder, natter, fixture) = serve();
    let mut wrong = Vec::new();
    for route in http::routes() {
        let (path, method) = (route.path, route.method.as_str());
        let Some((before, rest)) = path.split_once('{') else {
            continue;
        };
        let after = rest.split_once('}').expect("is closed").1;
        let path = format!("{before}%FF{after}");
        let status = note(
            &mut wrong,
            &natter,
            fixture.person("owner-in"),
            method,
            &path,
        );
        if status != 404 {
            wrong.push(format!("{method} {path}: {status}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    natter.stop();
}

#[test]
fn an_address_that_is_asked_in_another_way_says_so() {
    let (_folder, natter, fixture) = serve();
    let routes = http::routes();
    let known: HashSet<_> = routes
        .iter()
        .map(|route| (route.path, route.method.as_str()))
        .collect();
    let (mut wrong, mut tried) = (Vec::new(), 0);
    for route in &routes {
        let other = if route.method == "GET" { "POST" } else { "GET" };
        if known.contains(&(route.path, other)) {
            continue;
        }
        tried += 1;
        let path = path(route, abouts(route, &fixture)[0]).replace("{code}", "abc");
        let response = ask(&natter, Some(fixture.person("owner-in")), other, &path, "");
        let says = response
            .whole_body()
            .contains("There is no page at this address");
        let allows = response.header("allow").unwrap_or_default();
        if response.status != 405 || !says || !allows.contains(route.method.as_str()) {
            wrong.push(format!("{other} {path}: {} {allows}", response.status));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(tried > 40, "{tried}");
    natter.stop();
}

#[test]
fn json_that_cannot_be_read_gets_a_typed_error_that_repeats_nothing() {
    const SECRET: &str = "rain on the tin roof";
    let (_folder, natter, fixture) = serve();
    let cookie = fixture.person("owner-in").cookie();
    let json = "application/json";
    let unread = [
        ("text/plain", format!("{{\"password\": \"{SECRET}\"}}"), 415),
        (json, format!("{{\"password\": \"{SECRET}"), 400),
        (
            json,
            format!("{{\"password\": [\"{SECRET}\"], \"credential\": \"{SECRET}\"}}"),
            422,
        ),
        (json, format!("\"{SECRET}\""), 422),
        (json, format!("\"{}\"", SECRET.repeat(10_000)), 413),
    ];
    for path in [
        "/api/session",
        "/password-strength",
        "/passkeys/sign-in/finish",
        WITH_A_DEVICE,
    ] {
        for (kind, body, status) in &unread {
            let headers = [("Cookie", cookie.as_str()), ("Content-Type", kind)];
            let response = natter.request("POST", path, &headers, body.as_bytes());
            assert_eq!(response.status, *status, "{path} {kind}: {response:?}");
            let error = &response.json()["error"];
            assert_eq!(error["code"], "invalid_payload", "{path} {kind}");
            assert!(!response.whole_body().contains(SECRET), "{path} {kind}");
        }
    }
    natter.stop();
}
