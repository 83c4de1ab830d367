import errno

import pytest

from plangen.tools.code.native.inside.seccomp import ALLOWED, ARCHES, program

ALLOW, KILL = 0x7FFF0000, 0x80000000
DANGEROUS = {
    "x86_64": {"socket": 41, "clone": 56, "fork": 57, "execve": 59, "kill": 62, "ptrace": 101, "chmod": 90,
               "shmget": 29, "memfd_create": 319, "bpf": 321, "io_uring_setup": 425, "pidfd_open": 434, "truncate": 76,
               "mount": 165, "process_vm_readv": 310, "keyctl": 250, "userfaultfd": 323, "execveat": 322, "prctl": 157,
               "tgkill": 234},
    "aarch64": {"socket": 198, "clone": 220, "execve": 221, "kill": 129, "ptrace": 117, "fchmodat": 53, "shmget": 194,
                "memfd_create": 279, "bpf": 280, "io_uring_setup": 425, "pidfd_open": 434, "truncate": 45, "mount": 40,
                "process_vm_readv": 270, "keyctl": 219, "userfaultfd": 282, "execveat": 281, "prctl": 167},
}  # fmt: skip


def answer(machine, number, *args, arch=None):
    """What the filter returns, worked out instruction by instruction."""
    data = {0: number, 4: ARCHES[machine] if arch is None else arch}
    for place, value in enumerate(args):
        data[16 + 8 * place] = value & 0xFFFFFFFF
    lines, at, register = program(machine), 0, 0
    while True:
        code, yes, no, operand = lines[at]
        at += 1
        if code == 0x20:
            register = data.get(operand, 0)
        elif code == 0x15:
            at += yes if register == operand else no
        elif code == 0x35:
            at += yes if register >= operand else no
        elif code == 0x06:
            return operand
        else:
            raise AssertionError(f"unknown instruction {code:#x}")


@pytest.mark.parametrize("machine", ARCHES)
def test_every_listed_call_is_allowed(machine):
    assert {answer(machine, number) for number in ALLOWED[machine].values()} == {ALLOW}


@pytest.mark.parametrize(("machine", "name"), [(machine, name) for machine in ARCHES for name in DANGEROUS[machine]])
def test_calls_that_reach_outside_answer_eperm(machine, name):
    assert answer(machine, DANGEROUS[machine][name]) == 0x00050000 | errno.EPERM


@pytest.mark.parametrize("machine", ARCHES)
def test_calls_that_the_kernel_may_add_answer_eperm(machine):
    listed = set(ALLOWED[machine].values())
    assert {answer(machine, number) for number in range(440, 1000) if number not in listed} == {
        0x00050000 | errno.EPERM
    }


@pytest.mark.parametrize("machine", ARCHES)
def test_another_architecture_is_killed(machine):
    assert answer(machine, 0, arch=0x40000003) == KILL


def test_the_x32_numbers_are_killed():
    assert answer("x86_64", 0x40000000) == KILL
    assert answer("x86_64", 0x40000000 + 41) == KILL


@pytest.mark.parametrize(("machine", "fcntl"), [("x86_64", 72), ("aarch64", 25)])
def test_fcntl_cannot_make_a_pipe_send_signals(machine, fcntl):
    assert answer(machine, fcntl, 0, 3) == ALLOW
    assert answer(machine, fcntl, 0, 8, 1) == 0x00050000 | errno.EPERM
    assert answer(machine, fcntl, 0, 1031, 1 << 20) == 0x00050000 | errno.EPERM


@pytest.mark.parametrize(("machine", "prlimit"), [("x86_64", 302), ("aarch64", 261)])
def test_limits_of_other_processes_are_out_of_reach(machine, prlimit):
    assert answer(machine, prlimit, 0) == ALLOW
    assert answer(machine, prlimit, 1) == 0x00050000 | errno.EPERM


def test_the_program_fits_the_kernels_limit():
    assert max(len(program(machine)) for machine in ARCHES) < 4096
