use async_trait::async_trait;

use countersign_server_domain::{
    model::Role,
    ports::store::{StoreResult, SystemStore},
};
use rusqlite::{Connection, OptionalExtension, params};

use crate::{column, fault::Fault, store::SqliteStore};

#[async_trait]
impl SystemStore for SqliteStore {
    async fn system_value(&self, name: &str) -> StoreResult<Option<String>> {
        let name = name.to_owned();
        self.read(move |db| value(db, &name)).await
    }

    async fn set_system_value(&self, name: &str, value: String) -> StoreResult<()> {
        let name = name.to_owned();
        self.write(move |db| {
            let sql = "INSERT INTO system (name, value) VALUES (?1, ?2)
                       ON CONFLICT DO UPDATE SET value = excluded.value";
            db.prepare_cached(sql)?.execute([name, value])?;
            Ok(())
        })
        .await
    }

    async fn init_system_value(&self, name: &str, value: String) -> StoreResult<String> {
        let name = name.to_owned();
        self.write(move |db| {
            db.prepare_cached("INSERT INTO system (name, value) VALUES (?1, ?2) ON CONFLICT DO NOTHING")?
                .execute([&name, &value])?;
            Ok(self::value(db, &name)?.unwrap_or(value))
        })
        .await
    }

    async fn take_system_value(&self, name: &str, value: &str) -> StoreResult<bool> {
        let held = [name.to_owned(), value.to_owned()];
        self.write(move |db| {
            Ok(db.prepare_cached("DELETE FROM system WHERE name = ?1 AND value = ?2")?.execute(held)? > 0)
        })
        .await
    }

    async fn roles(&self) -> StoreResult<Vec<Role>> {
        self.read(roles).await
    }

    async fn seed_roles(&self, roles: Vec<Role>) -> StoreResult<()> {
        self.write(move |db| {
            let sql = "INSERT INTO roles (id, name, display_name, description, permissions, scheme_managed,
                       built_in, create_at, update_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT (name) DO NOTHING";
            for role in &roles {
                db.prepare_cached(sql)?.execute(params![
                    role.id.as_str(),
                    role.name,
                    role.display_name,
                    role.description,
                    column::to_json(&role.permissions),
                    role.scheme_managed,
                    role.built_in,
                    role.create_at.0,
                    role.update_at.0,
                ])?;
            }
            Ok(())
        })
        .await
    }

    async fn check_health(&self) -> StoreResult<()> {
        self.read(|db| Ok(db.query_row("SELECT count(*) FROM sqlite_schema", (), |_| Ok(()))?)).await
    }
}

fn value(db: &Connection, name: &str) -> Result<Option<String>, Fault> {
    let mut statement = db.prepare_cached("SELECT value FROM system WHERE name = ?1")?;
    Ok(statement.query_row([name], |row| row.get(0)).optional()?)
}

fn roles(db: &Connection) -> Result<Vec<Role>, Fault> {
    let mut statement = db.prepare_cached("SELECT * FROM roles ORDER BY name")?;
    let mut rows = statement.query(())?;
    let mut roles = Vec::new();
    while let Some(row) = rows.next()? {
        roles.push(Role {
            id: column::id(row, "id")?,
            name: row.get("name")?,
            display_name: row.get("display_name")?,
            description: row.get("description")?,
            permissions: column::json(row, "permissions")?,
            scheme_managed: row.get("scheme_managed")?,
            built_in: row.get("built_in")?,
            create_at: column::time(row, "create_at")?,
            update_at: column::time(row, "update_at")?,
        });
    }
    Ok(roles)
}
