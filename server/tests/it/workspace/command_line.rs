//! `natter admin`: without a server, and beside one that runs.

use std::{fs, os::unix::fs::PermissionsExt, path::Path};

use crate::support::{
    Natter,
    database::Database,
    people::{PASSWORD, admin, told},
};

/// What a refused command said, on one line.
fn refusal(data: &Path, arguments: &[&str], input: &str) -> String {
    let output = admin(data, arguments, input);
    assert!(!output.status.success(), "{arguments:?}");
    assert!(output.stdout.is_empty(), "{arguments:?}");
    let said = String::from_utf8(output.stderr).expect("text");
    assert_eq!(said.trim().lines().count(), 1, "{said}");
    said
}

/// All commands, on a data folder that nobody uses or that a server does.
fn everything_works(data: &Path) {
    let input = format!("{PASSWORD}\n");
    let made = admin(
        data,
        &[
            "create-owner",
            "ada",
            "--name",
            "Ada L",
            "--workspace",
            "Harbour",
        ],
        &input,
    );
    assert_eq!(
        told(&made),
        "Ada L is the owner of the workspace and can sign in."
    );
    let again = refusal(data, &["create-owner", "bob"], &input);
    assert!(again.contains("already has an owner"), "{again}");
    let listed = told(&admin(data, &["list-users"], ""));
    let words: Vec<_> = listed.split_whitespace().collect();
    assert_eq!(words, ["@ada", "owner", "Ada", "L"]);
    let link = told(&admin(
        data,
        &["invite", "--role", "guest", "--uses", "3"],
        "",
    ));
    let (base, code) = link.rsplit_once("/join/").expect("a link");
    assert!(
        base.starts_with("http://127.0.0.1:") && code.len() == 32,
        "{link}"
    );
    let reset = admin(data, &["reset-password", "Ada"], "seven grey geese landed");
    assert!(told(&reset).contains("@Ada has a new password"));

    for (arguments, input, reason) in [
        (
            ["reset-password", "ada"].as_slice(),
            "short\n",
            "password: ",
        ),
        (&["reset-password", "ada"], "", "password: "),
        (&["reset-password", "nobody"], PASSWORD, "does not exist"),
        (&["reset-password", "no handle"], PASSWORD, "handle: "),
    ] {
        let said = refusal(data, arguments, input);
        assert!(said.contains(reason), "{arguments:?}: {said}");
    }
    // Whatever is wrong with an option, nothing is done.
    for wrong in [
        ["invite", "--uses", "0"].as_slice(),
        &["invite", "--days", "366"],
        &["invite", "--role", "owner"],
        &["create-owner"],
        &["create-owner", "x", "--password", "y"],
        &["nothing"],
    ] {
        assert!(!admin(data, wrong, PASSWORD).status.success(), "{wrong:?}");
    }
    let mut database = Database::open(data);
    assert_eq!(database.count("members"), 1);
    assert_eq!(database.count("invites"), 1);
}

#[test]
fn without_a_server_everything_works_and_holds_when_one_starts() {
    let folder = tempfile::tempdir().expect("folder");
    let data = folder.path().join("data");
    for command in [
        ["list-users"].as_slice(),
        &["invite"],
        &["reset-password", "ada"],
    ] {
        let said = refusal(&data, command, PASSWORD);
        assert!(
            said.contains("natter serve") && said.contains("--data-dir"),
            "{said}"
        );
        assert!(!data.exists(), "{command:?}");
    }
    everything_works(&data);
    let natter = Natter::start(&folder, &[]);
    natter.sign_in("ada", "seven grey geese landed");
    assert_eq!(natter.get("/").header("location"), Some("/sign-in"));
    natter.stop();
}

#[test]
fn beside_a_server_everything_works_and_holds_at_once() {
    let folder = tempfile::tempdir().expect("folder");
    let natter = Natter::start(&folder, &[]);
    everything_works(&natter.data);
    let ada = natter.sign_in("ada", "seven grey geese landed");
    natter.listen(&ada);
    natter.stop();
}

#[test]
fn the_lobby_is_closed_unless_it_is_asked_to_be_open() {
    for (options, status) in [([].as_slice(), 403), (&["--lobby", "open"], 200)] {
        let folder = tempfile::tempdir().expect("folder");
        let natter = Natter::start(&folder, &[]);
        let command = [&["create-owner", "ada"], options].concat();
        told(&admin(&natter.data, &command, PASSWORD));
        let asked = natter.request("POST", "/api/visitor-session", &[], b"");
        assert_eq!(asked.status, status, "{options:?}");
        natter.stop();
    }
}

#[test]
fn a_new_password_cuts_the_persons_sockets_and_nobody_elses() {
    let folder = tempfile::tempdir().expect("folder");
    let natter = Natter::start(&folder, &["--rate-limits", "off"]);
    let owner = natter.set_up();
    let [ada] = natter.members(["ada"]);
    let ((mut lost, _), (mut kept, _)) = (natter.listen(&ada), natter.listen(&owner));
    told(&admin(
        &natter.data,
        &["reset-password", "ada"],
        "seven grey geese landed",
    ));
    lost.assert_closed();
    assert_eq!(natter.page(&ada.cookie(), "/").status, 303);
    assert!(kept.ask(&serde_json::json!(["heads", {}]))["ok"].is_object());
    let old = format!("handle=ada&password={}", PASSWORD.replace(' ', "+"));
    assert_eq!(natter.post("/sign-in", "", &old).status, 401);
    natter.sign_in("ada", "seven grey geese landed");
    natter.stop();
}

#[test]
fn the_admin_socket_is_for_its_owner_only_and_survives_a_kill() {
    let folder = tempfile::tempdir().expect("folder");
    let natter = Natter::start(&folder, &[]);
    let socket = natter.data.join("natter.sock");
    let mode = |path: &Path| fs::metadata(path).expect("exists").permissions().mode() & 0o777;
    assert_eq!((mode(&socket), mode(&natter.data)), (0o600, 0o700));
    natter.signal("KILL");
    natter.wait();
    // What a killed server left is in nobody's way.
    let data = folder.path().join("data");
    told(&admin(&data, &["create-owner", "ada"], PASSWORD));
    let natter = Natter::start(&folder, &[]);
    assert!(told(&admin(&natter.data, &["list-users"], "")).contains("@ada"));
    assert_eq!(mode(&socket), 0o600);
    natter.stop();
}

/// Ada is banned with her networks, and Bob alone.
fn with_bans(natter: &Natter) {
    let owner = natter.set_up();
    natter.members(["ada", "bob"]);
    natter.does(&owner, "/people/ada/ban", "reason=spam&days=7&addresses=on");
    natter.does(&owner, "/people/bob/ban", "reason=rude");
}

#[test]
fn bans_are_listed_and_lifted_beside_a_server_and_without_one() {
    let folder = tempfile::tempdir().expect("folder");
    let natter = Natter::start(&folder, &["--rate-limits", "off"]);
    with_bans(&natter);
    let data = natter.data.clone();
    let list = || told(&admin(&data, &["list-bans"], ""));
    let listed = list();
    for part in [
        "@ada",
        "127.0.0.0/24",
        "@bob",
        "spam",
        "by Olive: rude",
        "permanent",
    ] {
        assert!(listed.contains(part), "{part} in {listed}");
    }
    let visit = || natter.post("/visit", "", "").status;
    assert_eq!(visit(), 403);
    let lifted = told(&admin(&data, &["unban", "127.0.0.9"], ""));
    assert_eq!(lifted, "1 ban was lifted.");
    assert_eq!(visit(), 303, "at once");
    assert!(list().contains("@ada"), "the person stays banned");
    let lifted = told(&admin(&data, &["unban", "@Ada"], ""));
    assert_eq!(lifted, "1 ban was lifted.");
    natter.sign_in("ada", PASSWORD);
    for nobody in ["ada", "nobody", "192.0.2.0/24"] {
        let said = refusal(&data, &["unban", nobody], "");
        assert!(said.contains("list-bans"), "{said}");
    }
    assert!(refusal(&data, &["unban", "no handle"], "").contains("handle: "));
    natter.stop();
    assert_eq!(
        told(&admin(&data, &["unban", "all"], "")),
        "1 ban was lifted."
    );
    assert_eq!(list(), "No one is banned.");
    let natter = Natter::start(&folder, &[]);
    natter.sign_in("bob", PASSWORD);
    natter.stop();
}

#[test]
fn a_data_folder_with_a_long_path_works_also_while_the_server_runs() {
    let folder = tempfile::tempdir().expect("folder");
    let deep = folder.path().join("d".repeat(120)).join("data");
    let path = deep.to_str().expect("text");
    let natter = Natter::start(&folder, &["--data-dir", path]);
    everything_works(&deep);
    let socket = fs::read_to_string(deep.join("natter.sock.path")).expect("a path");
    natter.stop();
    assert!(!Path::new(&socket).parent().expect("a folder").exists());
}
