use countersign_primitives::TimestampMs;
use countersign_server_domain::model;
use countersign_wire_api::{Preference, Role};

/// A role.
pub(crate) fn role(role: &model::Role) -> Role {
    Role {
        id: role.id,
        name: role.name.clone(),
        display_name: role.display_name.clone(),
        description: role.description.clone(),
        create_at: role.create_at,
        update_at: role.update_at,
        delete_at: TimestampMs::ZERO,
        permissions: role.permissions.iter().cloned().collect(),
        scheme_managed: role.scheme_managed,
        built_in: role.built_in,
        scheme_id: None,
    }
}

/// A preference.
pub(crate) fn preference(preference: &model::Preference) -> Preference {
    Preference {
        user_id: preference.user_id,
        category: preference.category.clone(),
        name: preference.name.clone(),
        value: preference.value.clone(),
    }
}

/// Preferences as a client sends them.
pub(crate) fn preferences(sent: Vec<Preference>) -> Vec<model::Preference> {
    let read = |preference: Preference| model::Preference {
        user_id: preference.user_id,
        category: preference.category,
        name: preference.name,
        value: preference.value,
    };
    sent.into_iter().map(read).collect()
}
