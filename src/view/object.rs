//! The lazy object that every view wraps.

use std::cell::Cell;
use std::fmt;

use super::from_json::FromJson;
use super::keys::KeyTable;
use super::lossy::{self, Lossy, forgive};
use super::model::Model;
use super::reader::Reader;
use super::walk::{Next, ObjectWalk, WalkProgress, check_object};
use crate::arena::{Arena, Printing};
use crate::json::error::{Error, ErrorKind};
use crate::json::field_name::FieldName;
use crate::json::object::{Members, RawText};
use crate::json::raw::RawValue;
use crate::json::string::{parse_text_with, unescape_value};

/// An object whose known fields are found when they are requested, each at most once.
///
/// Requesting a field walks the object up to that field and records the offset of every known field on the way. A field
/// that was already passed needs no walk. `Copy`: eight bytes; the state is in the arena.
#[derive(Clone, Copy)]
pub struct Object<'a>(&'a ObjectState<'a>);

struct ObjectState<'a> {
    /// The object; the outer object until this one has been reached.
    value: Cell<RawValue<'a>>,
    /// The path to the object, until it has been located.
    outer: Cell<Option<&'a Outer<'a>>>,
    arena: &'a Arena,
    keys: &'static KeyTable<'static>,
    /// The pass that finds the frequent fields only.
    frequent: Pass,
    /// The pass that finds all fields.
    ///
    /// It leaves the fast path, and fails, at the same members as the other pass or before them. Therefore a frequent
    /// field that it finds is what the other pass would find, and so is an absent one. If it fails, the other pass
    /// decides about frequent fields. So the order of requests does not change a result, not even in a malformed object.
    all: Pass,
    /// The offset of each slot's value; 0 if unknown, because no value begins at offset 0.
    places: &'a [Cell<u32>],
    /// The strings with escapes that were requested, the most recent first.
    unescaped: Cell<Option<&'a Unescaped<'a>>>,
}

/// A walk that can be continued.
struct Pass {
    walk: Cell<ObjectWalk>,
    /// The offset of the closing brace once the whole object has been walked, otherwise 0.
    end: Cell<u32>,
}

impl Pass {
    /// A pass over the object whose opening brace is at `start`.
    #[inline]
    fn new(start: usize) -> Pass {
        Pass { walk: Cell::new(ObjectWalk::new(start)), end: Cell::new(0) }
    }

    fn has_begun(&self) -> bool {
        !self.walk.get().is_new()
    }
}

/// A string with escapes, stored so that requesting its field again takes neither time nor memory.
struct Unescaped<'a> {
    slot: usize,
    text: Result<&'a str, Error>,
    next: Option<&'a Unescaped<'a>>,
}

/// The object that contains another one, and the slot of its field there.
struct Outer<'a> {
    object: Object<'a>,
    slot: usize,
}

impl<'a> Object<'a> {
    /// The object at `value`, with `slots` offsets for the fields in `keys`.
    ///
    /// Examines only its first byte.
    ///
    /// # Errors
    /// [`ErrorKind::Expected`] an object; [`ErrorKind::ArenaFull`].
    #[inline]
    pub fn new(
        value: RawValue<'a>,
        arena: &'a Arena,
        keys: &'static KeyTable<'static>,
        slots: usize,
    ) -> Result<Object<'a>, Error> {
        check_object(value)?;
        Object::unchecked(value, None, arena, keys, slots)
    }

    /// An object without members if the value is `null`; otherwise the value itself.
    ///
    /// Generated code calls it, for structs with `#[view(null_is_empty)]`.
    ///
    /// # Errors
    /// As [`RawValue::is_null`].
    pub fn of_null(value: RawValue<'a>) -> Result<RawValue<'a>, Error> {
        Ok(if value.is_null()? { RawValue::at(b"{}", 0, value.backend()) } else { value })
    }

    /// The object in the field in `slot`, reached when its first field is requested.
    ///
    /// If it cannot be reached, for instance because it is absent, its fields return that error. Generated code calls
    /// it, for fields with `#[view(through)]`.
    ///
    /// # Errors
    /// [`ErrorKind::ArenaFull`].
    pub fn through(
        self,
        slot: usize,
        keys: &'static KeyTable<'static>,
        slots: usize,
    ) -> Result<Object<'a>, Error> {
        let value = self.0.value.get();
        let outer = self.0.arena.alloc(Outer { object: self, slot }).ok_or_else(|| full(value))?;
        Object::unchecked(value, Some(outer), self.0.arena, keys, slots)
    }

    #[inline]
    fn unchecked(
        value: RawValue<'a>,
        outer: Option<&'a Outer<'a>>,
        arena: &'a Arena,
        keys: &'static KeyTable<'static>,
        slots: usize,
    ) -> Result<Object<'a>, Error> {
        let Some(places) = arena.alloc_cells(slots) else { return Err(full(value)) };
        let state = ObjectState {
            value: Cell::new(value),
            outer: Cell::new(outer),
            arena,
            keys,
            frequent: Pass::new(value.offset()),
            all: Pass::new(value.offset()),
            places,
            unescaped: Cell::new(None),
        };
        arena.alloc(state).map(Object).ok_or_else(|| full(value))
    }

    /// Reaches the object, if it has not been reached yet.
    ///
    /// # Errors
    /// The reason why it cannot be reached.
    #[inline]
    fn reach(self) -> Result<(), Error> {
        match self.0.outer.get() {
            None => Ok(()),
            Some(outer) => self.reach_through(outer),
        }
    }

    #[cold]
    fn reach_through(self, outer: &Outer<'a>) -> Result<(), Error> {
        let value = outer.object.find(outer.slot)?.ok_or_else(|| outer.object.missing(outer.slot))?;
        check_object(value)?;
        self.0.value.set(value);
        self.0.frequent.walk.set(ObjectWalk::new(value.offset()));
        self.0.all.walk.set(ObjectWalk::new(value.offset()));
        self.0.outer.set(None);
        Ok(())
    }

    /// The field in `slot`.
    ///
    /// # Errors
    /// The error of `T` for the value or its absence; a fault in the object's structure on the way to it.
    #[inline]
    pub fn field<T: FromJson<'a>>(self, slot: usize) -> Result<T, Error> {
        match self.find(slot)? {
            Some(value) => T::from_field(value, FieldPlace { object: self, slot }),
            None => T::from_absent().ok_or_else(|| self.missing(slot)),
        }
    }

    /// The field in `slot` of a model's type `M`; its default if the key is absent.
    ///
    /// # Errors
    /// As [`field`](Object::field).
    #[inline]
    pub fn field_or_default<M: Model>(self, slot: usize) -> Result<M::View<'a>, Error> {
        self.view_of::<M>(slot, true)
    }

    /// The field in `slot` of a model's type `M`; if the key is absent and `defaults` is set, its default, if it has
    /// one.
    ///
    /// Never inlined: the code for all fields of all models calls it, and it is compiled once per type and not once per
    /// field.
    #[inline(never)]
    fn view_of<M: Model>(self, slot: usize, defaults: bool) -> Result<M::View<'a>, Error> {
        if let Some(value) = self.find(slot)? {
            return M::View::from_field(value, FieldPlace { object: self, slot });
        }
        match (M::View::from_absent(), M::DEFAULT_JSON) {
            (Some(absent), _) => Ok(absent),
            (None, Some(default)) if defaults => {
                M::View::from_json(RawValue::at(default, 0, self.0.value.get().backend()), self.0.arena)
            }
            _ => Err(self.missing(slot)),
        }
    }

    /// The owned field in `slot`; `defaults` says whether an absent key gets the type's default.
    ///
    /// Generated code calls it.
    ///
    /// # Errors
    /// As [`field`](Object::field), and any error inside the value.
    #[inline(never)]
    pub fn owned<M: Model>(self, slot: usize, defaults: bool) -> Result<M, Error> {
        let error = match self.view_of::<M>(slot, defaults) {
            Ok(view) => match M::from_view(view) {
                Ok(owned) => return Ok(owned),
                Err(error) => error,
            },
            Err(error) => error,
        };
        self.without(error, defaults)
    }

    /// In a lossy read, the replacement for a field that cannot be read because of `error`; otherwise the error.
    #[cold]
    fn without<M: Model>(self, error: Error, defaults: bool) -> Result<M, Error> {
        let default = || {
            let value = RawValue::at(M::DEFAULT_JSON?, 0, self.0.value.get().backend());
            M::View::from_json(value, self.0.arena).and_then(M::from_view).ok()
        };
        let absent = M::absent().or_else(|| if defaults { default() } else { None });
        let Some(absent) = absent else { return Err(error) };
        forgive(self.0.arena, error)?;
        Ok(absent)
    }

    /// As [`owned`](Object::owned), with `default` if the key is absent.
    ///
    /// Generated code calls it.
    ///
    /// # Errors
    /// As [`owned`](Object::owned).
    pub fn owned_or<M: Model>(self, slot: usize, default: impl Fn() -> M::View<'a>) -> Result<M, Error> {
        match self.field_or(slot, &default).and_then(M::from_view) {
            Ok(owned) => Ok(owned),
            Err(error) => {
                forgive(self.0.arena, error)?;
                M::from_view(default())
            }
        }
    }

    /// Makes an owned `M` of this object with `make`, and counts one level of nesting.
    ///
    /// Generated code that recurses into fields calls it, which bounds the stack.
    ///
    /// # Errors
    /// Those of `make`; [`ErrorKind::TooDeep`] if the nesting exceeds the [`Limits`](crate::Limits). Discord nests
    /// objects about six levels deep.
    #[inline(always)]
    pub fn own<M>(self, make: impl FnOnce() -> Result<M, Error>) -> Result<M, Error> {
        match self.0.arena.descend_to_own::<M>() {
            Some(_depth) => make(),
            None => Err(Error::new(ErrorKind::TooDeep, self.0.value.get().offset())),
        }
    }

    /// Prints the object as `Debug` does, as a struct of this name with the fields that `print` adds.
    ///
    /// Ends with `..` if the [`Limits`](crate::Limits) do not allow another level or another field. Generated code
    /// calls it.
    ///
    /// # Errors
    /// Those of the formatter.
    pub fn debug(
        self,
        f: &mut fmt::Formatter<'_>,
        name: &str,
        print: impl FnOnce(&mut DebugFields<'_, '_, '_>),
    ) -> fmt::Result {
        let arena = self.0.arena;
        let mut fields = f.debug_struct(name);
        let Some(_depth) = arena.descend(1024) else { return fields.finish_non_exhaustive() };
        let mut fields = DebugFields { fields, printing: arena.begin_printing(), is_cut: false };
        print(&mut fields);
        match fields.is_cut {
            false => fields.fields.finish(),
            true => fields.fields.finish_non_exhaustive(),
        }
    }

    /// Prints the field in `slot` as `Debug` does: the value, or the error in angle brackets.
    ///
    /// Generated code calls it.
    #[inline(never)]
    pub fn debug_field<M: Model>(
        self,
        fields: &mut DebugFields<'_, '_, '_>,
        name: &str,
        slot: usize,
        defaults: bool,
    ) where
        M::View<'a>: fmt::Debug,
    {
        if !fields.printing.has_room() {
            fields.is_cut = true;
            return;
        }
        match self.view_of::<M>(slot, defaults) {
            Ok(value) => fields.add(name, &value),
            Err(error) if matches!(error.kind(), ErrorKind::MissingField(_)) => {
                fields.add(name, &format_args!("<absent>"))
            }
            Err(error) => fields.add(name, &format_args!("<{error}>")),
        };
    }

    /// The owned model of this object, made in one walk; `None` if only [`Model::from_view`] can give the result.
    ///
    /// Generated code calls it. The `Result` never contains an error. It has the caller's return type, so that the
    /// model is not moved into another one.
    pub fn model<M: Model>(self) -> Option<Result<M, Error>> {
        // A `Result` from the start, so that the model is not moved into one.
        let mut made = Some(Ok(M::blank()));
        if let Some(Ok(model)) = &mut made
            && model.read(&mut Reader::new(self.value(), self.0.arena)).is_none()
        {
            made = None;
        }
        made
    }

    /// The owned model of this object, whose view is `view`, without what cannot be read.
    ///
    /// Generated code calls it.
    ///
    /// # Errors
    /// A required field that cannot be read; [`ErrorKind::ArenaFull`].
    pub fn model_lossy<M: Model>(self, view: M::View<'a>) -> Result<Lossy<M>, Error> {
        if let Some(Ok(model)) = self.model() {
            return Ok(Lossy { model, losses: Vec::new(), more_losses: 0 });
        }
        lossy::collect(self.value().frame(), self.0.arena, || M::from_view(view))
    }

    /// As [`field`](Object::field), with `default` if the key is absent.
    ///
    /// # Errors
    /// As [`field`](Object::field).
    #[inline]
    pub fn field_or<T: FromJson<'a>>(self, slot: usize, default: impl FnOnce() -> T) -> Result<T, Error> {
        match self.find(slot)? {
            Some(value) => T::from_field(value, FieldPlace { object: self, slot }),
            None => Ok(default()),
        }
    }

    #[cold]
    fn missing(self, slot: usize) -> Error {
        let name = self.0.keys.name_of(slot).map_or(FieldName::UNKNOWN, |name| FieldName::new(name));
        Error::new(
            ErrorKind::MissingField(name),
            self.0.all.end.get().max(self.0.frequent.end.get()) as usize,
        )
    }

    /// The unread value of the field in `slot`; `None` if the key is absent.
    ///
    /// # Errors
    /// A fault in the object's structure on the way to it.
    #[inline]
    pub fn find(self, slot: usize) -> Result<Option<RawValue<'a>>, Error> {
        match self.0.places[slot].get() {
            0 => self.seek(slot),
            place => Ok(Some(self.value_at(place))),
        }
    }

    #[inline]
    fn value_at(self, place: u32) -> RawValue<'a> {
        let value = self.0.value.get();
        RawValue::at(value.frame(), place as usize, value.backend())
    }

    /// Continues a pass until the field in `slot` is found or the object ends.
    fn seek(self, slot: usize) -> Result<Option<RawValue<'a>>, Error> {
        self.reach()?;
        let state = self.0;
        if state.all.end.get() != 0 {
            return Ok(None);
        }
        let Some(frequent) = state.keys.frequent else { return self.run(&state.all, state.keys, slot) };
        if !frequent.has(slot) {
            if state.frequent.has_begun() {
                state.arena.add_two_passes(state.keys.id());
            }
            return self.run(&state.all, state.keys, slot);
        }
        if state.arena.expects_two_passes(state.keys.id())
            && let Ok(found) = self.run(&state.all, state.keys, slot)
        {
            return Ok(found);
        }
        self.run(&state.frequent, frequent.keys(), slot)
    }

    /// Continues this pass until the field in `slot` is found or the object ends.
    fn run(
        self,
        pass: &Pass,
        keys: &'static KeyTable<'static>,
        slot: usize,
    ) -> Result<Option<RawValue<'a>>, Error> {
        if pass.end.get() != 0 {
            return Ok(None);
        }
        let state = self.0;
        let mut walk = pass.walk.get();
        if let Some(place) = walk.leading_member(state.value.get(), keys, slot) {
            state.places[slot].set(place as u32);
            return Ok(Some(self.value_at(place as u32)));
        }
        let progress = walk.run(state.value.get(), keys, &mut |found, place| {
            let known = &state.places[usize::from(found)];
            if known.get() == 0 {
                known.set(place as u32);
            }
            if usize::from(found) == slot { Next::Enough } else { Next::On }
        });
        pass.walk.set(walk);
        if let Ok(WalkProgress::Closed(end)) = progress {
            pass.end.set(end as u32);
        }
        match (state.places[slot].get(), progress) {
            (0, progress) => progress.map(|_| None),
            (place, _) => Ok(Some(self.value_at(place))),
        }
    }

    /// The unread value of any key, whether or not it is in `keys`; `None` if it is absent.
    ///
    /// # Errors
    /// A fault in the object's structure on the way to it.
    pub fn raw(self, key: &str) -> Result<Option<RawValue<'a>>, Error> {
        match self.0.keys.slot_of(key.as_bytes()) {
            Some(slot) => self.find(slot.into()),
            None => {
                self.reach()?;
                self.0.value.get().get(key)
            }
        }
    }

    /// The value of any key, whether or not it is in `keys`, read as a `T`.
    ///
    /// # Errors
    /// The error of `T` for the value or its absence; a fault in the object's structure on the way to it.
    pub fn get<T: FromJson<'a>>(self, key: &str) -> Result<T, Error> {
        match self.0.keys.slot_of(key.as_bytes()) {
            Some(slot) => self.field(slot.into()),
            None => match self.raw(key)? {
                Some(value) => T::from_json(value, self.0.arena),
                None => T::from_absent().ok_or_else(|| self.missing_unknown()),
            },
        }
    }

    #[cold]
    fn missing_unknown(self) -> Error {
        let value = self.value();
        let len = value.to_bytes().map_or(0, <[u8]>::len);
        Error::new(ErrorKind::MissingField(FieldName::UNKNOWN), value.offset() + len.saturating_sub(1))
    }

    /// The object, unread.
    ///
    /// If it cannot be reached, the value is at the fault, and reading it returns an error.
    #[inline]
    pub fn value(self) -> RawValue<'a> {
        match self.reach() {
            Ok(()) => self.0.value.get(),
            Err(fault) => {
                let value = self.0.value.get();
                RawValue::at(
                    &value.frame()[..fault.offset().min(value.frame().len())],
                    fault.offset(),
                    value.backend(),
                )
            }
        }
    }

    /// The arena that the object's state is in.
    #[inline]
    pub fn arena(self) -> &'a Arena {
        self.0.arena
    }

    /// The members whose keys are not fields of the view, in order.
    ///
    /// # Errors
    /// Faults in the object's structure are returned as items.
    pub fn unknown_fields(self) -> UnknownFields<'a> {
        UnknownFields { members: self.value().members().ok(), keys: self.0.keys }
    }
}

/// A field of a view whose value [`FromJson::from_field`] reads.
#[derive(Clone, Copy)]
pub struct FieldPlace<'a> {
    object: Object<'a>,
    slot: usize,
}

impl<'a> FieldPlace<'a> {
    /// The arena that the view is in.
    #[inline]
    pub fn arena(self) -> &'a Arena {
        self.object.0.arena
    }

    /// The field's value as a string, unescaped at most once.
    ///
    /// # Errors
    /// As that of a `&str`.
    pub(crate) fn text(self, value: RawValue<'a>) -> Result<&'a str, Error> {
        parse_text_with(value.frame(), value.offset(), self.arena(), |escape| self.unescaped(value, escape))
    }

    /// The string whose first backslash is at `escape`.
    fn unescaped(self, value: RawValue<'a>, escape: usize) -> Result<&'a str, Error> {
        let known = &self.object.0.unescaped;
        let all = std::iter::successors(known.get(), |unescaped| unescaped.next);
        if let Some(found) = all.clone().find(|unescaped| unescaped.slot == self.slot) {
            return found.text;
        }
        let text = unescape_value(value.frame(), value.offset() + 1, escape, self.arena());
        // If there is no memory to store it, it is unescaped again next time.
        if let Some(unescaped) = self.arena().alloc(Unescaped { slot: self.slot, text, next: known.get() }) {
            known.set(Some(unescaped));
        }
        text
    }
}

/// The fields of a view that is being printed.
pub struct DebugFields<'p, 'f, 'b> {
    fields: fmt::DebugStruct<'f, 'b>,
    printing: Printing<'p>,
    is_cut: bool,
}

impl DebugFields<'_, '_, '_> {
    /// Adds a field. Generated code calls it for the flattened one.
    pub fn add(&mut self, name: &str, value: &dyn fmt::Debug) {
        self.fields.field(name, value);
    }
}

#[cold]
fn full(value: RawValue<'_>) -> Error {
    Error::new(ErrorKind::ArenaFull, value.offset())
}

/// The members of an object whose keys are not fields of its model; made by every view's `unknown_fields()`.
#[derive(Clone)]
pub struct UnknownFields<'a> {
    members: Option<Members<'a>>,
    keys: &'static KeyTable<'static>,
}

impl<'a> Iterator for UnknownFields<'a> {
    type Item = Result<(RawText<'a>, RawValue<'a>), Error>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            match self.members.as_mut()?.next()? {
                Ok((key, value)) => {
                    let is_known = match key.text() {
                        Ok(text) => self.keys.slot_of(text.as_bytes()).is_some(),
                        Err(_) => false,
                    };
                    if !is_known {
                        return Some(Ok((key, value)));
                    }
                }
                Err(error) => return Some(Err(error)),
            }
        }
    }
}
