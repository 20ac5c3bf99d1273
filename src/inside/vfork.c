// vfork returns twice on one stack, so it cannot be called from a function that goes on: what the child does would ruin the frame
// that the parent comes back to. Ours is no function in C. It keeps the address it returns to in a register, which the kernel
// gives back to each of the two, and calls what tells the outcome when the stack is as it was.
//
// Until it becomes another program or ends the child does all it does on its parent's thread, memory and all: what it does
// is not told as its parent's.
#include "inside/inside.h"

#if defined(__x86_64__)

#include <errno.h>
#include <sys/types.h>

long vfork_child(void) __attribute__((visibility("hidden")));
long vfork_parent(long result) __attribute__((visibility("hidden")));

long vfork_child(void)
{
    own.vforked = true;
    return 0;
}

long vfork_parent(long result)
{
    own.vforked = false;
    put_long(LEFT_SPAWNED, result > 0 ? (uint64_t)result : 0, 0, 0, result > 0 ? 0 : (uint32_t)-result);
    if (result > 0)
        return result;
    errno = (int)-result;
    return -1;
}

__asm__(".text\n"
        ".globl vfork\n"
        ".type vfork, @function\n"
        "vfork:\n"
        ".cfi_startproc\n"
        "    pop %rdx\n" // the kernel keeps it, and rcx and r11 alone does it not
        ".cfi_adjust_cfa_offset -8\n"
        ".cfi_register rip, rdx\n"
        "    mov $58, %eax\n" // vfork
        "    syscall\n"
        "    push %rdx\n"
        ".cfi_adjust_cfa_offset 8\n"
        ".cfi_rel_offset rip, 0\n"
        "    test %rax, %rax\n"
        "    je 1f\n"
        "    mov %rax, %rdi\n"
        "    jmp vfork_parent\n"
        "1:  jmp vfork_child\n"
        ".cfi_endproc\n"
        ".size vfork, . - vfork\n");

#endif
