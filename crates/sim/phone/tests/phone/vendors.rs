//! Against the simulated vendors themselves.

use std::sync::Arc;

use countersign_sim_phone::{Phone, device::DevicePlatform};
use countersign_sim_vendors::{Vendors, VendorsConfig};
use countersign_system::{OsRandom, SystemClock};

use crate::bench::Bench;

#[tokio::test]
async fn each_kind_of_phone_gets_its_vendors_token_and_keeps_it() {
    let bench = Bench::new().await;
    let (clock, random) = (Arc::new(SystemClock::new()), Arc::new(OsRandom));
    let vendors = VendorsConfig::loopback(bench.files.path().join("vendors"), clock, random);
    let vendors = Vendors::start(vendors).await.unwrap();
    for (platform, prefix) in [(DevicePlatform::Ios, "apple_rn-v2:"), (DevicePlatform::Android, "android_rn-v2:")] {
        let config = || {
            let mut config = bench.config();
            config.platform = platform;
            config.device_port = Some(vendors.device_url());
            config.data_dir = bench.files.path().join(prefix.trim_end_matches(':'));
            config
        };
        Phone::start(config()).await.unwrap().shutdown().await;
        Phone::start(config()).await.unwrap().shutdown().await;
        let world = &bench.server.world;
        let told = world.asked("PUT", "/users/sessions/device");
        let devices: Vec<_> = told.iter().filter_map(|asked| asked.body["device_id"].as_str()).collect();
        let last = devices.last().unwrap();
        assert!(last.starts_with(prefix) && last.len() > prefix.len() + 60, "{last}");
        assert!(devices.iter().filter(|device| device.starts_with(prefix)).all(|device| device == last));
    }
    vendors.shutdown().await;
}
