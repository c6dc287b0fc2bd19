//! Forms that are no forms: invalid UTF-8, fields that are missing or there twice, the wrong type.

use super::{ATTACKER, beside::beside};
use testkit::{http, people};

use crate::{
    failure::{Failure, holds, same},
    natter::Launch,
    scenario::{Plan, Scenario},
};

pub const SCENARIO: Scenario = Scenario {
    part: "hostile",
    name: "forms",
    run: |plan| Box::pin(run(plan)),
};

const FORM: &str = "application/x-www-form-urlencoded";

const BODIES: &[&[u8]] = &[
    b"",
    b"&&&&",
    b"=",
    b"body",
    b"client_id=client-0001",
    b"body=no+id",
    b"client_id=short&body=x",
    b"client_id=client-0001&body=%FF%FE",
    b"client_id=client-0001&body=\xff\xfe",
    b"client_id=client-0001&body=cut+%F0%9F%A6",
    b"client_id=client-0001&body=%ED%A0%80",
    b"client_id=client-0001&body=%C0%80",
    b"client_id=client-0001&body=%00",
    b"client_id=client-0001&body=%E2%80%8B%1B",
    b"client_id=client-0001&body=+%0D%0A+",
    b"client_id[]=client-0001&body[]=x",
    b"{\"client_id\":\"client-0001\",\"body\":\"x\"}",
    b"name=%FF",
    b"name=",
    b"name=%E2%80%AE",
];

async fn run(_: Plan) -> Result<String, Failure> {
    let natter = Launch::default().start()?;
    let server = natter.address();
    beside(&natter, async {
        let cookie = people::new_visitor(server, ATTACKER).await?;
        let cookie = cookie.as_str();
        let mut refused = 0;
        for path in [
            "/r/lobby/messages",
            "/name",
            "/r/nowhere/messages",
            "/r/%FF/messages",
            "/r/%2e%2e/messages",
            "/setup",
            "/sign-in",
            "/join/nothing",
            "/rooms",
            "/r/lobby/edit",
            "/settings/profile",
        ] {
            for kind in [
                FORM,
                "multipart/form-data; boundary=x",
                "application/json",
                "",
                "\u{fffd}",
            ] {
                for body in BODIES {
                    let headers = [("Content-Type", kind), ("Cookie", cookie)];
                    let answer =
                        http::request(server, ATTACKER, "POST", path, &headers, body).await?;
                    holds(
                        format!(
                            "POST {path} as {kind:?} of {:?}",
                            String::from_utf8_lossy(body)
                        ),
                        (400..500).contains(&answer.status),
                        "a status of 4xx",
                        answer.status,
                    )?;
                    refused += 1;
                }
            }
        }
        let good = [("Content-Type", FORM), ("Cookie", cookie)];
        let form = b"client_id=client-0001&body=%F0%9F%A6%8A";
        let posted =
            http::request(server, ATTACKER, "POST", "/r/lobby/messages", &good, form).await?;
        same("status of a good form afterwards", 303, posted.status)?;
        Ok(format!("{refused} forms refused, a good one taken"))
    })
    .await
}
