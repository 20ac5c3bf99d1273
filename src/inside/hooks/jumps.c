// longjmp: what the thread did last is done, and handlers of signals that it leaves are over.
#include "inside/hooks/hooks.h"
#include "inside/hooks/signals.h"

#include <dlfcn.h>
#include <setjmp.h>

enum {
    STACK_AT = 6, // among the saved registers of x86-64
    MANGLED_BY = 17,
};

// glibc keeps it in a way that is not to be read: turned, and changed by a number of its own.
static uintptr_t stack_of(const struct __jmp_buf_tag *where)
{
#if defined(__x86_64__)
    uintptr_t guard;
    const uintptr_t kept = (uintptr_t)where->__jmpbuf[STACK_AT];
    __asm__("mov %%fs:0x30, %0" : "=r"(guard));
    return (kept >> MANGLED_BY | kept << (64 - MANGLED_BY)) ^ guard;
#else
    (void)where;
    return UINTPTR_MAX;
#endif
}

typedef void jumps(struct __jmp_buf_tag *where, int value);

static struct {
    jumps *plain, *bare, *with_mask, *checked;
} real;

// Looked for before anything jumps: a handler of a signal may, in which one cannot look.
static __attribute__((constructor)) void resolve(void)
{
    real.plain = (jumps *)dlsym(RTLD_NEXT, "longjmp");
    real.bare = (jumps *)dlsym(RTLD_NEXT, "_longjmp");
    real.with_mask = (jumps *)dlsym(RTLD_NEXT, "siglongjmp");
    real.checked = (jumps *)dlsym(RTLD_NEXT, "__longjmp_chk");
}

#define JUMP(member)                                                                                                   \
    do {                                                                                                               \
        if (!real.member)                                                                                              \
            resolve();                                                                                                 \
        hooks_settle();                                                                                                \
        signals_left(stack_of(where));                                                                                 \
        real.member(where, value);                                                                                     \
        __builtin_unreachable();                                                                                       \
    } while (0)

HOOK _Noreturn void longjmp(struct __jmp_buf_tag where[1], int value) { JUMP(plain); }

HOOK _Noreturn void _longjmp(struct __jmp_buf_tag where[1], int value) { JUMP(bare); }

HOOK _Noreturn void siglongjmp(sigjmp_buf where, int value) { JUMP(with_mask); }

HOOK _Noreturn void __longjmp_chk(struct __jmp_buf_tag where[1], int value);
_Noreturn void __longjmp_chk(struct __jmp_buf_tag where[1], int value) { JUMP(checked); }
