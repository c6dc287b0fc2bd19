//! The outbox's table in IndexedDB: texts under numbers that the database gives, which grow. Every
//! failure is `None`: the caller keeps it elsewhere.

use js_sys::{Array, Promise};
use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Event, IdbDatabase, IdbObjectStore, IdbObjectStoreParameters, IdbRequest, IdbTransaction,
    IdbTransactionMode,
};

const NAME: &str = "natter";
const TABLE: &str = "outbox";
const VERSION: u32 = 1;

/// An open database; cheap to clone.
#[derive(Clone)]
pub(super) struct Database(IdbDatabase);

impl Database {
    /// Opens it, and makes it the first time.
    pub(super) async fn open() -> Option<Self> {
        let factory = window().indexed_db().ok().flatten()?;
        let request = factory.open_with_u32(NAME, VERSION).ok()?;
        let opening = request.clone();
        let on_upgrade = Closure::<dyn FnMut(Event)>::new(move |_| {
            let made: Option<IdbDatabase> =
                opening.result().ok().and_then(|made| made.dyn_into().ok());
            if let Some(made) = made {
                let numbered = IdbObjectStoreParameters::new();
                numbered.set_auto_increment(true);
                let _ = made.create_object_store_with_optional_parameters(TABLE, &numbered);
            }
        });
        request.set_onupgradeneeded(Some(on_upgrade.as_ref().unchecked_ref()));
        result(&request).await?.dyn_into().ok().map(Self)
    }

    /// Adds a text after all others; its number.
    pub(super) async fn add(&self, value: &str) -> Option<f64> {
        let (change, table) = self.table(IdbTransactionMode::Readwrite)?;
        let added = table.add(&value.into()).ok()?;
        committed(&change).await?;
        added.result().ok()?.as_f64()
    }

    /// Puts a text in another's place.
    pub(super) async fn put(&self, number: f64, value: &str) -> Option<()> {
        let (change, table) = self.table(IdbTransactionMode::Readwrite)?;
        table.put_with_key(&value.into(), &number.into()).ok()?;
        committed(&change).await
    }

    pub(super) async fn delete(&self, number: f64) -> Option<()> {
        let (change, table) = self.table(IdbTransactionMode::Readwrite)?;
        table.delete(&number.into()).ok()?;
        committed(&change).await
    }

    /// All of them in the order in which they were added.
    pub(super) async fn all(&self) -> Option<Vec<(f64, String)>> {
        let (_, table) = self.table(IdbTransactionMode::Readonly)?;
        let (numbers, values) = (table.get_all_keys().ok()?, table.get_all().ok()?);
        // Requests of one transaction are answered in their order.
        let values: Array = result(&values).await?.dyn_into().ok()?;
        let numbers: Array = numbers.result().ok()?.dyn_into().ok()?;
        let pairs = numbers.iter().zip(values.iter());
        Some(
            pairs
                .filter_map(|(number, value)| Some((number.as_f64()?, value.as_string()?)))
                .collect(),
        )
    }

    fn table(&self, mode: IdbTransactionMode) -> Option<(IdbTransaction, IdbObjectStore)> {
        let change = self.0.transaction_with_str_and_mode(TABLE, mode).ok()?;
        let table = change.object_store(TABLE).ok()?;
        Some((change, table))
    }
}

async fn result(request: &IdbRequest) -> Option<JsValue> {
    let answer = Promise::new(&mut |done, failed| {
        request.set_onsuccess(Some(&done));
        request.set_onerror(Some(&failed));
    });
    JsFuture::from(answer).await.ok()?;
    request.result().ok()
}

/// Only then it is kept: a request that succeeded can still be undone.
async fn committed(change: &IdbTransaction) -> Option<()> {
    let answer = Promise::new(&mut |done, failed| {
        change.set_oncomplete(Some(&done));
        change.set_onabort(Some(&failed));
    });
    JsFuture::from(answer).await.ok().map(|_| ())
}
