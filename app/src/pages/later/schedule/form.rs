use domain::{
    command::{self, Command},
    local_time::Zone,
};
use protocol::{ClientMessageId, MessageBody, MessageId, Timestamp};

pub use crate::pages::rooms::room::form::{BODY, CLIENT_ID, IN_ROOM, REPLY_TO, THREAD};
use crate::pages::{
    form::{FormErrors, RawForm},
    later::time,
    rooms::room::form::{id, incomplete},
};

/// The message box, for later.
pub struct ScheduleMessage {
    pub client_id: ClientMessageId,
    pub body: MessageBody,
    pub at: Timestamp,
    pub reply_to: Option<MessageId>,
    pub thread: Option<MessageId>,
    pub in_room: bool,
}

impl ScheduleMessage {
    /// Whether a time was chosen. Without one it comes from the message box, to be asked for it.
    pub fn is_complete(fields: &RawForm) -> bool {
        !fields.get(time::WHEN).is_empty()
    }

    /// # Errors
    /// What is wrong with which fields.
    pub fn parse(fields: &RawForm, own: Option<&Zone>, now: Timestamp) -> Result<Self, FormErrors> {
        let mut errors = FormErrors::default();
        let client_id = ClientMessageId::parse(fields.get(CLIENT_ID)).map_err(|_| incomplete())?;
        let (reply_to, thread) = (id(fields, REPLY_TO)?, id(fields, THREAD)?);
        let body = match command::parse(fields.get(BODY)) {
            Ok(Command::Say(text)) => errors.check(BODY, MessageBody::parse(&text)),
            Ok(_) => {
                errors.add(BODY, "This command cannot be scheduled: send it now.");
                None
            }
            Err(refused) => errors.check::<_, _>(BODY, Err(refused)),
        };
        let at = time::read(fields, own, now, &mut errors);
        match (body, at) {
            (Some(body), Some(at)) => Ok(Self {
                client_id,
                body,
                at,
                reply_to,
                thread,
                in_room: fields.is_checked(IN_ROOM),
            }),
            _ => Err(errors),
        }
    }
}
