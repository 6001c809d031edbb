use async_trait::async_trait;

use countersign_server_domain::{
    model::Role,
    ports::store::{StoreResult, SystemStore},
};

use crate::{
    cells::{self, Cells},
    fault::Fault,
    store::PostgresStore,
};

#[async_trait]
impl SystemStore for PostgresStore {
    async fn system_value(&self, name: &str) -> StoreResult<Option<String>> {
        let rows = self.read("SELECT value FROM system WHERE name = $1", &[&name]).await?;
        Ok(cells::first(&rows, cells::text)?)
    }

    async fn set_system_value(&self, name: &str, value: String) -> StoreResult<()> {
        let sql = "INSERT INTO system (name, value) VALUES ($1, $2)
                   ON CONFLICT (name) DO UPDATE SET value = excluded.value";
        self.write(sql, &[&name, &value]).await?;
        Ok(())
    }

    async fn init_system_value(&self, name: &str, value: String) -> StoreResult<String> {
        let sql = "INSERT INTO system (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING";
        self.write(sql, &[&name, &value]).await?;
        Ok(self.system_value(name).await?.unwrap_or(value))
    }

    async fn take_system_value(&self, name: &str, value: &str) -> StoreResult<bool> {
        let sql = "DELETE FROM system WHERE name = $1 AND value = $2 RETURNING true";
        Ok(!self.write(sql, &[&name, &value]).await?.is_empty())
    }

    async fn roles(&self) -> StoreResult<Vec<Role>> {
        let sql = "SELECT id, name, display_name, description, permissions, scheme_managed, built_in, create_at,
                   update_at FROM roles ORDER BY name";
        Ok(cells::all(&self.read(sql, &[]).await?, role)?)
    }

    async fn seed_roles(&self, roles: Vec<Role>) -> StoreResult<()> {
        let sql = "INSERT INTO roles (id, name, display_name, description, permissions, scheme_managed, built_in,
                   create_at, update_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (name) DO NOTHING";
        let mut connection = self.exclusive().await?;
        let work = connection.connection()?.begin().await?;
        for role in &roles {
            let permissions = cells::to_json(&role.permissions);
            let values: [&(dyn tokio_postgres::types::ToSql + Sync); 9] = [
                &role.id.as_str(),
                &role.name,
                &role.display_name,
                &role.description,
                &permissions,
                &role.scheme_managed,
                &role.built_in,
                &role.create_at.0,
                &role.update_at.0,
            ];
            work.execute(sql, &values).await?;
        }
        Ok(work.commit().await?)
    }

    async fn check_health(&self) -> StoreResult<()> {
        self.read("SELECT FROM system LIMIT 1", &[]).await?;
        Ok(())
    }
}

fn role(cells: &mut Cells<'_>) -> Result<Role, Fault> {
    Ok(Role {
        id: cells.id()?,
        name: cells.text()?,
        display_name: cells.text()?,
        description: cells.text()?,
        permissions: cells.json()?,
        scheme_managed: cells.get()?,
        built_in: cells.get()?,
        create_at: cells.time()?,
        update_at: cells.time()?,
    })
}
