//! Browsers that accounts know, in memory.

use shared::time::UnixMillis;
use shared::value::login::Login;

use super::employees::Employed;
use super::{Memory, World};
use crate::devices::MOST;
use crate::error::Internal;
use crate::locks::LockKey;
use crate::ports::devices::{Arrival, Devices, NewDevice};
use crate::secret::SecretHash;

/// A browser as storage keeps it.
#[derive(Clone, Debug)]
pub(crate) struct StoredDevice {
    pub(crate) login: String,
    pub(crate) hash: SecretHash,
    pub(crate) previous: Option<SecretHash>,
    pub(crate) lock_key: LockKey,
    pub(crate) used_at: UnixMillis,
}

impl StoredDevice {
    fn holds(&self, login: &Login, value: &SecretHash) -> bool {
        self.login == login.as_str() && (self.hash == *value || self.previous.as_ref() == Some(value))
    }
}

impl Employed {
    /// Forgets browsers with their counters, as the triggers of storage do.
    pub(crate) fn forget_devices(&mut self, which: impl Fn(&StoredDevice) -> bool) {
        let gone = self.devices.extract_if(.., |device| which(device));
        for device in gone {
            self.tries.remove(&device.lock_key);
        }
    }
}

impl World {
    /// Makes the browser of a session known to its account, or gives it its new value. Says whether a mail was queued.
    pub(super) fn arrive(&mut self, login: &Login, arrival: &Arrival, at: UnixMillis) -> bool {
        let held =
            |device: &&mut StoredDevice| arrival.held.as_ref().is_some_and(|held| device.holds(login, held));
        if let Some(device) = self.employed.devices.iter_mut().find(held) {
            (device.hash, device.previous) = (arrival.device.holds.clone(), arrival.held.clone());
            device.used_at = at;
            return false;
        }
        let is_first = !self.employed.last.keys().any(|(name, _)| name == login.as_str());
        if !is_first {
            self.notify(&arrival.notice);
        }
        self.make_known(login, &arrival.device);
        self.make_room(login, &arrival.device.holds);
        !is_first
    }

    /// Makes a browser known that the account does not know.
    pub(super) fn make_known(&mut self, login: &Login, device: &NewDevice) {
        self.write(&device.row);
        self.employed.devices.push(StoredDevice {
            login: login.as_str().to_owned(),
            hash: device.holds.clone(),
            previous: None,
            lock_key: device.lock_key.clone(),
            used_at: device.row.at,
        });
    }

    fn make_room(&mut self, login: &Login, newest: &SecretHash) {
        let own = |device: &&StoredDevice| device.login == login.as_str();
        let mut own: Vec<_> = self.employed.devices.iter().filter(own).cloned().collect();
        own.sort_by_key(|device| (device.hash != *newest, -device.used_at.0));
        let gone: Vec<_> = own.into_iter().skip(MOST as usize).map(|device| device.hash).collect();
        self.employed.forget_devices(|device| gone.contains(&device.hash));
    }
}

impl Devices for Memory {
    async fn device_counter(&self, login: &Login, holds: &SecretHash) -> Result<Option<LockKey>, Internal> {
        self.check("device_counter")?;
        let world = &mut self.0.borrow_mut().employed;
        world.device_looks += 1;
        Ok(world.devices.iter().find(|device| device.holds(login, holds)).map(|it| it.lock_key.clone()))
    }
}
