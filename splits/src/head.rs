//! Splits that can be edited: who controls them, what an edit may not exceed, and when it comes into force.
//!
//! ```text
//!            update                        now >= effective_at
//! in force ─────────▶ pending + in force ──────────────────────▶ in force
//!    │                     │ update: the pending version is replaced, the delay starts again
//!    └──freeze──▶ frozen   └ freeze: refused
//! ```

use crate::{Checked, CreateError, Entry, HeadCell, Id, Info, Table, Target, MAX_EAGER, MAX_HEIGHT};

/// What the creator of a split that can be edited fixes for its whole life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
pub struct Options<A> {
    /// Who may edit, hand on control, and freeze.
    pub controller: A,
    /// How long each edit is visible before it comes into force, in milliseconds. Never shrinks.
    pub delay: u64,
    /// The height that no edit may exceed; 0 for that of the first table.
    pub height: u8,
    /// The number of other splits that an income may touch through eager edges, which no edit may exceed. At least
    /// that of the first table is taken.
    pub eager: u8,
}

/// The control of a split that can be edited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo, ink::storage::traits::StorageLayout))]
pub struct Control<A> {
    /// Who controls the split.
    pub controller: A,
    /// To whom control was offered.
    pub offered: Option<A>,
    /// Milliseconds between an edit and its coming into force.
    pub delay: u64,
    /// The limits that no edit may exceed.
    pub limits: Info,
    /// The versions in force and pending.
    pub current: u32,
    /// See [`HeadCell::pending`].
    pub pending: u32,
    /// See [`HeadCell::effective_at`].
    pub effective_at: u64,
    /// Whether the split can never be edited again.
    pub frozen: bool,
}

impl<A: Copy + PartialEq> Control<A> {
    /// A new head over its first version.
    ///
    /// # Errors
    /// [`CreateError::MutableTiers`]; [`CreateError::ChildTooHigh`] and [`CreateError::EagerBudget`] for limits that the
    /// first table exceeds or that no split may have.
    pub fn new(options: &Options<A>, table: &Table<A>, checked: &Checked, version: u32) -> Result<Self, CreateError> {
        let height = if options.height == 0 { checked.info.height } else { options.height };
        let limits = Info { height, eager: options.eager.max(checked.info.eager), reaches_head: true };
        if height > MAX_HEIGHT {
            return Err(CreateError::ChildTooHigh { index: 0, child: height, most: MAX_HEIGHT });
        }
        if limits.eager > MAX_EAGER {
            return Err(CreateError::EagerBudget { needed: u32::from(limits.eager), budget: MAX_EAGER });
        }
        within(table, checked, &limits)?;
        let Options { controller, delay, .. } = *options;
        Ok(Self {
            controller,
            offered: None,
            delay,
            limits,
            current: version,
            pending: version,
            effective_at: 0,
            frozen: false,
        })
    }

    /// Puts `version` in the place of the one in force, after the delay.
    ///
    /// # Errors
    /// [`CreateError::NotController`], [`CreateError::Frozen`], [`CreateError::ForbiddenPayee`] for an edge to
    /// the split itself, [`CreateError::DelayOverflow`], and the limits of [`Self::new`].
    pub fn update(
        &self,
        id: Id,
        caller: &A,
        table: &Table<A>,
        checked: &Checked,
        version: u32,
        now: u64,
    ) -> Result<Self, CreateError> {
        self.controlled(id, caller)?;
        let leads_here = |entry: &Entry<A>| matches!(entry.target, Target::Split { id: child, .. } if child == id);
        if let Some(index) = table.entries().iter().position(leads_here) {
            return Err(CreateError::ForbiddenPayee { index: index as u16 });
        }
        within(table, checked, &self.limits)?;
        let current = self.cell().in_force(now);
        let effective_at = now.checked_add(self.delay).ok_or(CreateError::DelayOverflow)?;
        Ok(Self { current, pending: version, effective_at, ..*self })
    }

    /// Offers control to another account, or to nobody.
    ///
    /// # Errors
    /// [`CreateError::NotController`], [`CreateError::Frozen`].
    pub fn offer(&self, id: Id, caller: &A, to: Option<A>) -> Result<Self, CreateError> {
        self.controlled(id, caller)?;
        Ok(Self { offered: to, ..*self })
    }

    /// Takes control that was offered.
    ///
    /// # Errors
    /// [`CreateError::NotOffered`], [`CreateError::Frozen`].
    pub fn accept(&self, id: Id, caller: &A) -> Result<Self, CreateError> {
        if self.frozen {
            return Err(CreateError::Frozen(id));
        }
        if self.offered != Some(*caller) {
            return Err(CreateError::NotOffered(id));
        }
        Ok(Self { controller: *caller, offered: None, ..*self })
    }

    /// Makes the split immutable for good.
    ///
    /// # Errors
    /// [`CreateError::NotController`], [`CreateError::Frozen`], [`CreateError::Pending`].
    pub fn freeze(&self, id: Id, caller: &A, now: u64) -> Result<Self, CreateError> {
        self.controlled(id, caller)?;
        if now < self.effective_at {
            return Err(CreateError::Pending { split: id, effective_at: self.effective_at });
        }
        Ok(Self { offered: None, frozen: true, ..*self })
    }

    /// The cell that the ledger reads.
    #[must_use]
    pub fn cell(&self) -> HeadCell {
        HeadCell { current: self.current, pending: self.pending, effective_at: self.effective_at }
    }

    fn controlled(&self, id: Id, caller: &A) -> Result<(), CreateError> {
        if self.controller != *caller {
            return Err(CreateError::NotController(id));
        }
        if self.frozen {
            return Err(CreateError::Frozen(id));
        }
        Ok(())
    }
}

fn within<A>(table: &Table<A>, checked: &Checked, limits: &Info) -> Result<(), CreateError> {
    if matches!(table, Table::Tiers { .. }) {
        return Err(CreateError::MutableTiers);
    }
    let Info { height, eager, .. } = checked.info;
    if height > limits.height {
        return Err(CreateError::ChildTooHigh {
            index: u16::MAX,
            child: height.saturating_sub(1),
            most: limits.height.saturating_sub(1),
        });
    }
    if eager > limits.eager {
        return Err(CreateError::EagerBudget { needed: u32::from(eager), budget: limits.eager });
    }
    Ok(())
}
