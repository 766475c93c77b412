//! Contracts written by hand, an instruction at a time, so that these tests need nothing that has to be built first.

use polkavm_common::program::{asm, Instruction, InstructionSetKind, Reg};
use polkavm_common::writer::ProgramBlobBuilder;

/// Where a contract's memory begins if it has no constants.
const MEMORY: u32 = 0x2_0000;
/// How much of its input a contract looks at.
const INPUT: u32 = 64;
/// The key under which [`keeper`] keeps what it is told.
pub const KEY: &[u8] = b"cell";

const KEY_AT: u32 = MEMORY + 64;
const ZERO_AT: u32 = MEMORY + 96;
const MOST_AT: u32 = MEMORY + 128;
const ANSWER_AT: u32 = MEMORY + 160;

/// A contract while it is written.
struct Blob {
    functions: Vec<&'static str>,
    code: Vec<Instruction>,
}

impl Blob {
    fn new() -> Self {
        // The constructor does nothing. The message comes behind it, in a block of its own.
        Self { functions: Vec::new(), code: vec![asm::ret()] }
    }

    fn host(mut self, function: &'static str, arguments: &[u64]) -> Self {
        let registers = [Reg::A0, Reg::A1, Reg::A2, Reg::A3, Reg::A4, Reg::A5];
        self.code
            .extend(registers.into_iter().zip(arguments).map(|(register, value)| asm::load_imm64(register, *value)));
        self.ecall(function)
    }

    fn ecall(mut self, function: &'static str) -> Self {
        let known = self.functions.iter().position(|known| *known == function);
        let index = known.unwrap_or_else(|| {
            self.functions.push(function);
            self.functions.len() - 1
        });
        self.code.push(asm::ecalli(i32::try_from(index).unwrap()));
        self
    }

    /// Calls the address at `callee` with the money at `value` and with all the gas and deposit that there are.
    fn calls(self, callee: u32, value: u32) -> Self {
        let pair = |high: u32, low: u32| (u64::from(high) << 32) | u64::from(low);
        let (input, output) = (pair(0, MEMORY), pair(ZERO_AT, ANSWER_AT));
        self.host("call", &[pair(0, callee), u64::MAX, u64::MAX, pair(MOST_AT, value), input, output])
    }

    fn then(mut self, instruction: Instruction) -> Self {
        self.code.push(instruction);
        self
    }

    fn write(mut self) -> Vec<u8> {
        let mut memory = vec![0; 256];
        let at = |address: u32| (address - MEMORY) as usize;
        memory[at(KEY_AT)..][..KEY.len()].copy_from_slice(KEY);
        memory[at(MOST_AT)..][..32].copy_from_slice(&[0xff; 32]);
        self.code.push(asm::trap());
        let mut builder = ProgramBlobBuilder::new(InstructionSetKind::ReviveV1);
        builder.set_rw_data_size(4096);
        builder.set_rw_data(memory);
        self.functions.iter().for_each(|function| builder.add_import(function.as_bytes()));
        builder.add_export_by_basic_block(0, b"deploy");
        builder.add_export_by_basic_block(1, b"call");
        builder.set_code(&self.code, &[]);
        builder.into_vec().unwrap()
    }
}

/// Keeps its input of 64 bytes in a cell, tells it as an event and answers it. Reverts if the first byte is 1.
pub fn keeper() -> Vec<u8> {
    let (memory, input) = (u64::from(MEMORY), u64::from(INPUT));
    Blob::new()
        .host("call_data_copy", &[memory, input, 0])
        .host("set_storage", &[0, KEY_AT.into(), KEY.len() as u64, memory, input])
        .host("deposit_event", &[0, 0, memory, input])
        .then(asm::load_u8(Reg::A0, MEMORY as i32))
        .then(asm::load_imm64(Reg::A1, memory))
        .then(asm::load_imm64(Reg::A2, input))
        .ecall("seal_return")
        .write()
}

/// Keeps as many bytes as it is told to, in one cell.
pub fn hoarder(bytes: u32) -> Vec<u8> {
    Blob::new()
        .host("set_storage", &[0, KEY_AT.into(), KEY.len() as u64, MEMORY.into(), bytes.into()])
        .host("seal_return", &[0, MEMORY.into(), 0])
        .write()
}

/// Answers the time that it sees.
pub fn clock() -> Vec<u8> {
    Blob::new().host("now", &[MEMORY.into()]).host("seal_return", &[0, MEMORY.into(), 32]).write()
}

/// Calls the address in its input with the money in its input, and answers with the host's verdict; see [`payment`].
pub fn payer() -> Vec<u8> {
    Blob::new()
        .host("call_data_copy", &[MEMORY.into(), 52, 0])
        .calls(MEMORY, MEMORY + 20)
        .then(asm::store_u8(Reg::A0, ANSWER_AT as i32))
        .host("seal_return", &[0, ANSWER_AT.into(), 1])
        .write()
}

/// Calls whoever called it.
pub fn answerer() -> Vec<u8> {
    Blob::new()
        .host("caller", &[MEMORY.into()])
        .calls(MEMORY, ZERO_AT)
        .host("seal_return", &[0, MEMORY.into(), 0])
        .write()
}

/// What [`payer`] reads.
pub fn payment(to: &[u8], amount: u128) -> Vec<u8> {
    [to, &amount.to_le_bytes(), &[0; 16]].concat()
}
