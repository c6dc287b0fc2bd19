//! The data folder: who may use it, and how it is left.

use super::*;
use std::path::Path;
use store::{OpenError, Store, StoreError};

#[tokio::test]
async fn closing_commits_what_was_accepted_and_refuses_the_rest() {
    let folder = tempfile::tempdir().expect("folder");
    let opened = open(folder.path()).await;
    let mut sends = Vec::new();
    for n in 0..300 {
        let (store, message) = (
            opened.store.clone(),
            opened.message(&format!("closing-{n}"), "x"),
        );
        sends.push(tokio::spawn(async move { store.append(message).await }));
    }
    let first = sends.remove(0).await.expect("runs");
    opened.store.close().await;
    let mut acked = u64::from(first.is_ok());
    for send in sends {
        match send.await.expect("runs") {
            Ok(_) => acked += 1,
            Err(error) => assert_eq!(error, StoreError::Closed),
        }
    }
    assert_eq!(opened.store.can_write().await, Err(StoreError::Closed));
    assert!(!folder.path().join("natter.db-wal").exists());

    let opened = open(folder.path()).await;
    assert_eq!(opened.head().await.get(), acked);
    assert_eq!(opened.store.can_write().await, Ok(()));
}

#[tokio::test]
async fn a_folder_is_used_by_one_store_at_a_time() {
    let folder = tempfile::tempdir().expect("folder");
    let opened = open(folder.path()).await;
    let second = Store::open(folder.path()).await.err().expect("refused");
    assert!(matches!(second, OpenError::InUse { .. }), "{second}");
    opened.store.close().await;
    open(folder.path()).await;
}

#[tokio::test]
async fn what_cannot_be_opened_says_so_in_one_line() {
    let folder = tempfile::tempdir().expect("folder");
    let file = folder.path().join("a-file");
    std::fs::write(&file, "not a folder").expect("writes");
    let error = Store::open(&file.join("data"))
        .await
        .err()
        .expect("refused");
    assert!(matches!(error, OpenError::Folder { .. }), "{error}");
    assert!(!error.to_string().contains('\n'));

    let other = folder.path().join("other");
    std::fs::create_dir(&other).expect("makes");
    std::fs::write(other.join("natter.db"), vec![7; 8192]).expect("writes");
    let error = Store::open(&other).await.err().expect("refused");
    assert!(matches!(error, OpenError::Database { .. }), "{error}");
    assert!(!error.to_string().contains('\n'));
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_left_alone() {
    use sqlx::{Connection, SqliteConnection};
    let folder = tempfile::tempdir().expect("folder");
    open(folder.path()).await.store.close().await;
    let address = format!("sqlite://{}", folder.path().join("natter.db").display());
    let mut raw = SqliteConnection::connect(&address).await.expect("opens");
    sqlx::query("INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES (9999, 'later', 1, x'00', 0)")
        .execute(&mut raw)
        .await
        .expect("writes");
    raw.close().await.expect("closes");
    let error = Store::open(folder.path()).await.err().expect("refused");
    assert!(
        matches!(error, OpenError::Newer { found: 9999, .. }),
        "{error}"
    );
}

#[cfg(unix)]
#[tokio::test]
async fn files_are_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let parent = tempfile::tempdir().expect("folder");
    let folder = parent.path().join("data");
    let opened = open(&folder).await;
    opened.append("client-id-1", "secret").await;
    let mode = |path: &Path| {
        std::fs::metadata(path)
            .expect("exists")
            .permissions()
            .mode()
            & 0o777
    };
    assert_eq!(mode(&folder), 0o700);
    for file in std::fs::read_dir(&folder).expect("reads") {
        let path = file.expect("reads").path();
        assert_eq!(mode(&path), 0o600, "{}", path.display());
    }
}

#[cfg(unix)]
#[tokio::test]
async fn files_and_a_folder_that_others_can_read_are_taken_from_them_at_the_start() {
    use std::os::unix::fs::PermissionsExt;
    let parent = tempfile::tempdir().expect("folder");
    let folder = parent.path().join("data");
    let opened = open(&folder).await;
    opened.append("client-id-1", "secret").await;
    opened.store.close().await;
    let restored = ["", "natter.db", "natter.lock"];
    let allow = |mode| std::fs::Permissions::from_mode(mode);
    for name in restored {
        let mode = if name.is_empty() { 0o755 } else { 0o644 };
        std::fs::set_permissions(folder.join(name), allow(mode)).expect("sets");
    }
    let opened = open(&folder).await;
    opened.append("client-id-2", "secret").await;
    for name in [restored.as_slice(), &["natter.db-wal", "natter.db-shm"]].concat() {
        let metadata = std::fs::metadata(folder.join(name)).expect("exists");
        assert_eq!(metadata.permissions().mode() & 0o077, 0, "{name}");
    }
}
