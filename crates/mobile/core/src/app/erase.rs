use std::sync::Arc;

use serde_json::json;
use tokio::sync::mpsc;

use countersign_mobile_policy::EraseReason;
use countersign_mobile_store::{AccountStore, EraseOrder, EraseReport, EraseStep, StoreError};

use super::{Account, App, Change, Want};
use crate::{api::ApiClient, bridge::ConnectionView, trace::TraceKind};

/// An account, and where it asks for what it wants.
pub(crate) type Opened = (Arc<Account>, mpsc::UnboundedReceiver<Want>);

impl App {
    /// Finishes what was to be erased, then opens what is kept: each account with what it is asked to fetch.
    pub(crate) fn open_accounts(&self) -> Result<Vec<Opened>, StoreError> {
        let opened = self.phone.open_accounts(self.now(), &mut |_| {})?;
        let mut running = Vec::new();
        for store in opened.accounts {
            running.push(Account::open(store, |url| self.client(url))?);
        }
        for report in &opened.erased {
            self.host.notifications.remove_account(report.account.as_str());
            self.trace_erased(report, true);
        }
        let notice = self.phone.notice()?;
        let mut state = self.state();
        state.erased = notice.map(|notice| EraseReason::from_name(&notice.reason).unwrap_or(EraseReason::Unreadable));
        state.accounts = running.iter().map(|(account, _)| Arc::clone(account)).collect();
        drop(state);
        if !opened.erased.is_empty() {
            self.draw_badge();
        }
        Ok(running)
    }

    /// A client for a server.
    pub(crate) fn client(&self, url: String) -> ApiClient {
        let timeout = self.request_timeout();
        ApiClient::new(
            Arc::clone(&self.host.transport),
            Arc::clone(&self.clock),
            Arc::clone(&self.identity),
            url,
            timeout,
        )
    }

    /// Opens a new account's store as an account, and shows it.
    pub(crate) fn adopt(&self, store: AccountStore) -> Result<Opened, StoreError> {
        let (account, wanted) = Account::open(store, |url| self.client(url))?;
        let mut state = self.state();
        state.last_server_url = Some(account.api.base().to_owned());
        state.erased = None;
        state.accounts.insert(0, Arc::clone(&account));
        drop(state);
        self.announce(Change::State);
        Ok((account, wanted))
    }

    /// Erases an account: its key first. Returns when nothing of it is left. Only the first call does it.
    pub(crate) fn erase(&self, account: &Account, reason: EraseReason) {
        // Taken off the screen before anything else: from here on nothing of it is drawn or handled.
        let mut state = self.state();
        let place = state.accounts.iter().position(|kept| kept.store.key() == account.store.key());
        let Some(place) = place else { return };
        state.accounts.remove(place);
        state.erased = reason.is_announced().then_some(reason);
        state.open_channel = None;
        state.navigate = None;
        state.connection = ConnectionView::Idle;
        let forget_server = reason == EraseReason::OrderedByServer;
        if forget_server {
            state.last_server_url = None;
        }
        drop(state);
        let order = EraseOrder {
            reason: reason.name().to_owned(),
            at_ms: self.now(),
            announce: reason.is_announced(),
            forget_server,
        };
        let report = self.phone.erase(&account.store, &order, &mut |step| {
            if step == EraseStep::KeyDestroyed {
                tracing::info!(reason = reason.name(), "the account's key is destroyed");
            }
        });
        if !report.complete {
            tracing::error!("something of an erased account is left and will be tried again at the next start");
        }
        self.host.notifications.remove_account(account.name());
        self.trace_erased(&report, false);
        self.draw_badge();
        self.announce(Change::Channels);
        // Last: one of these tasks may be the one that runs this.
        account.tasks.abort();
    }

    fn trace_erased(&self, report: &EraseReport, at_start: bool) {
        let summary = format!("erased: {} keys, {} files", report.keys.len(), report.files.len());
        let detail = json!({
            "reason": report.reason,
            "removed_keys": report.keys,
            "removed_files": report.files,
            "complete": report.complete,
            "at_start": at_start,
        });
        self.trace(TraceKind::Erased, None, summary, detail);
    }

    fn request_timeout(&self) -> std::time::Duration {
        let state = self.state();
        let managed = state.managed.provenance.contains_key(&countersign_appconfig::KeyId::Timeout);
        if managed { state.managed.request_timeout } else { self.pace.request_timeout }
    }
}
