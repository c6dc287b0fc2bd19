//! stub
#![allow(missing_docs)]
use super::limits::RateLimits;
use protocol::{ErrorReply, MemberId};
use std::net::IpAddr;
pub struct AccountLimits;
impl AccountLimits {
    pub fn new(_: RateLimits) -> Self {
        Self
    }
    pub fn check_sign_in(&self, _: &str, _: IpAddr) -> Result<(), ErrorReply> {
        Ok(())
    }
    pub fn signed_in(&self, _: &str, _: IpAddr) {}
    pub fn check_join(&self, _: IpAddr) -> Result<(), ErrorReply> {
        Ok(())
    }
    pub fn check_invite(&self, _: MemberId) -> Result<(), ErrorReply> {
        Ok(())
    }
}
