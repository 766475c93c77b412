//! Splits that can be edited: who controls them, what an edit may not exceed, and when it comes into force.
//!
//! ```text
//!            update                        now >= effective_at
//! in force ─────────▶ pending + in force ──────────────────────▶ in force
//!    │                     │ update: the pending version is replaced, the delay starts again
//!    └──freeze──▶ frozen   └ freeze: refused
//! ```

use crate::error::refuse;
use crate::{Checked, CreateError, HeadCell, Id, Info, Table, Target, MAX_EAGER, MAX_HEIGHT};

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
#[cfg_attr(feature = "metadata", derive(scale_info::TypeInfo))]
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
    pub fn new<R: From<CreateError>>(
        options: &Options<A>,
        table: &Table<A>,
        checked: &Checked,
        version: u32,
    ) -> Result<Self, R> {
        let first = checked.info();
        let height = if options.height == 0 { first.height } else { options.height };
        let limits = Info { height, eager: options.eager.max(first.eager), reaches_head: true };
        if height > MAX_HEIGHT {
            return refuse(CreateError::ChildTooHigh { index: 0, child: height, most: MAX_HEIGHT });
        }
        if limits.eager > MAX_EAGER {
            return refuse(CreateError::EagerBudget { needed: u32::from(limits.eager), budget: MAX_EAGER });
        }
        within::<A, R>(table, checked, &limits)?;
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
    pub fn update<R: From<CreateError>>(
        &mut self,
        id: Id,
        caller: &A,
        table: &Table<A>,
        checked: &Checked,
        version: u32,
        now: u64,
    ) -> Result<(), R> {
        self.controlled::<R>(id, caller)?;
        for (index, entry) in table.lines().entries.iter().enumerate() {
            if matches!(entry.target, Target::Split { id: child, .. } if child == id) {
                return refuse(CreateError::ForbiddenPayee { index: index as u16 });
            }
        }
        within::<A, R>(table, checked, &self.limits)?;
        let current = self.cell().in_force(now);
        let Some(effective_at) = now.checked_add(self.delay) else { return refuse(CreateError::DelayOverflow) };
        (self.current, self.pending, self.effective_at) = (current, version, effective_at);
        Ok(())
    }

    /// Offers control to another account, or to nobody.
    ///
    /// # Errors
    /// [`CreateError::NotController`], [`CreateError::Frozen`].
    pub fn offer<R: From<CreateError>>(&mut self, id: Id, caller: &A, to: Option<A>) -> Result<(), R> {
        self.controlled::<R>(id, caller)?;
        self.offered = to;
        Ok(())
    }

    /// Takes control that was offered.
    ///
    /// # Errors
    /// [`CreateError::NotOffered`], [`CreateError::Frozen`].
    pub fn accept<R: From<CreateError>>(&mut self, id: Id, caller: &A) -> Result<(), R> {
        if self.frozen {
            return refuse(CreateError::Frozen(id));
        }
        match &self.offered {
            Some(offered) if offered == caller => {}
            _ => return refuse(CreateError::NotOffered(id)),
        }
        self.controller = *caller;
        self.offered = None;
        Ok(())
    }

    /// Makes the split immutable for good.
    ///
    /// # Errors
    /// [`CreateError::NotController`], [`CreateError::Frozen`], [`CreateError::Pending`].
    pub fn freeze<R: From<CreateError>>(&mut self, id: Id, caller: &A, now: u64) -> Result<(), R> {
        self.controlled::<R>(id, caller)?;
        if now < self.effective_at {
            return refuse(CreateError::Pending { split: id, effective_at: self.effective_at });
        }
        self.offered = None;
        self.frozen = true;
        Ok(())
    }

    /// The cell that the ledger reads.
    #[must_use]
    pub fn cell(&self) -> HeadCell {
        HeadCell { current: self.current, pending: self.pending, effective_at: self.effective_at }
    }

    fn controlled<R: From<CreateError>>(&self, id: Id, caller: &A) -> Result<(), R> {
        if self.controller != *caller {
            return refuse(CreateError::NotController(id));
        }
        if self.frozen {
            return refuse(CreateError::Frozen(id));
        }
        Ok(())
    }
}

fn within<A, R: From<CreateError>>(table: &Table<A>, checked: &Checked, limits: &Info) -> Result<(), R> {
    if matches!(table, Table::Tiers { .. }) {
        return refuse(CreateError::MutableTiers);
    }
    let Info { height, eager, .. } = checked.info();
    if height > limits.height {
        return refuse(CreateError::ChildTooHigh {
            index: u16::MAX,
            child: height.saturating_sub(1),
            most: limits.height.saturating_sub(1),
        });
    }
    if eager > limits.eager {
        return refuse(CreateError::EagerBudget { needed: u32::from(eager), budget: limits.eager });
    }
    Ok(())
}
