/// What a person would see.
pub(super) const PAGE: &str = "<!DOCTYPE html><html><body><h1>Blocked by your network</h1></body></html>";
