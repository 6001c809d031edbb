use std::sync::Arc;

use async_trait::async_trait;
use parking_lot::Mutex;
use serde_json::Value;

use crate::ports::integrations::{IntegrationError, Integrations};

/// Other programs, for tests: they write down what they are told. Clones are the same programs.
#[derive(Clone, Debug, Default)]
pub struct MemoryIntegrations(Arc<Mutex<Programs>>);

#[derive(Debug, Default)]
struct Programs {
    told: Vec<(String, Value)>,
    answer: Option<Value>,
}

impl MemoryIntegrations {
    /// What every program answers from now on; `None`, as in the beginning, is no answer.
    pub fn answer(&self, answer: Option<Value>) {
        self.0.lock().answer = answer;
    }

    /// What was told to which address since the last time.
    pub fn told(&self) -> Vec<(String, Value)> {
        std::mem::take(&mut self.0.lock().told)
    }
}

#[async_trait]
impl Integrations for MemoryIntegrations {
    async fn ask(&self, url: &str, body: Value, _inside: &str) -> Result<Value, IntegrationError> {
        let mut programs = self.0.lock();
        programs.told.push((url.to_owned(), body));
        programs.answer.clone().ok_or_else(|| IntegrationError::Unreachable("nobody is there".to_owned()))
    }
}
