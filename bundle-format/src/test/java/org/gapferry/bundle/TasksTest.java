package org.gapferry.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TasksTest {
    private final Tasks tasks = new Tasks(2);

    @AfterEach
    void close() {
        tasks.close();
    }

    private static List<Integer> numbers(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    @Test
    void resultsComeInTheOrderOfTheItems() {
        assertThat(tasks.all(numbers(1000), number -> number * 2))
                .isEqualTo(IntStream.range(0, 1000)
                        .map(number -> number * 2)
                        .boxed()
                        .toList());
        assertThat(tasks.all(List.<Integer>of(), number -> number)).isEmpty();
    }

    @Test
    void asManyTasksRunAtATimeAsAreAllowedAndNoMore() {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CyclicBarrier together = new CyclicBarrier(3);
        try (Tasks three = new Tasks(3)) {
            three.each(numbers(30), number -> {
                most.accumulateAndGet(running.incrementAndGet(), Math::max);
                meet(together);
                running.decrementAndGet();
            });
        }
        assertThat(most).hasValue(3);
    }

    private static void meet(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (InterruptedException | BrokenBarrierException e) {
            throw new IllegalStateException(e);
        }
    }

    private int depth(int levels) {
        return levels == 0
                ? 0
                : 1
                        + tasks.all(numbers(2), number -> number == 0 ? depth(levels - 1) : 0)
                                .get(0);
    }

    private int leaves(int levels) {
        return levels == 0
                ? 1
                : tasks.all(numbers(8), number -> leaves(levels - 1)).stream()
                        .mapToInt(Integer::intValue)
                        .sum();
    }

    @Test
    void hundredsOfTasksThatWaitForOthersFinishOnAParallelismOfTwo() {
        assertThat(depth(400)).isEqualTo(400);
        assertThat(leaves(4)).isEqualTo(4096);
        try (Tasks one = new Tasks(1)) {
            assertThat(one.all(numbers(300), number -> one.all(numbers(3), inner -> inner + number)
                            .get(2)))
                    .hasSize(300)
                    .endsWith(301);
        }
    }

    @Test
    void aTaskThatWaitsForAnotherGivesUpItsPlace() {
        CountDownLatch released = new CountDownLatch(1);
        List<Boolean> all = tasks.all(numbers(5), number -> {
            if (number == 4) {
                released.countDown();
                return true;
            }
            return Tasks.await(() -> {
                released.await();
                return true;
            });
        });
        assertThat(all).hasSize(5);
    }

    @Test
    void theFailureOfTheFirstItemInOrderIsThrownWhateverFailsFirst() {
        CountDownLatch secondFailed = new CountDownLatch(1);
        assertThatThrownBy(() -> tasks.each(numbers(10), number -> {
                    if (number == 0) {
                        secondFailed.await();
                        throw new IOException("first");
                    }
                    secondFailed.countDown();
                    throw new IOException("item " + number);
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("first");
    }

    @Test
    void aFailureInterruptsWhatRunsAndStartsNothingMoreAndEverythingHasEnded() {
        CountDownLatch running = new CountDownLatch(1);
        Queue<String> seen = new ConcurrentLinkedQueue<>();
        assertThatThrownBy(() -> tasks.each(numbers(100), number -> {
                    if (number == 0) {
                        running.await();
                        throw new IllegalArgumentException("bad");
                    }
                    running.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        seen.add("interrupted " + number);
                        throw e;
                    }
                }))
                .hasMessage("bad");
        assertThat(seen).containsExactly("interrupted 1");
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        assertThat(tasks.all(numbers(2), number -> Thread.currentThread().isInterrupted()))
                .containsExactly(false, false);
    }

    @Test
    void aFailureEndsTheTasksOfItsTasksToo() {
        CountDownLatch running = new CountDownLatch(1);
        AtomicInteger ended = new AtomicInteger();
        assertThatThrownBy(() -> tasks.each(numbers(2), number -> {
                    if (number == 0) {
                        running.await();
                        throw new IllegalArgumentException("bad");
                    }
                    tasks.each(numbers(2), inner -> {
                        running.countDown();
                        try {
                            new CountDownLatch(1).await();
                        } finally {
                            ended.incrementAndGet();
                        }
                    });
                }))
                .hasMessage("bad");
        assertThat(ended.get()).isBetween(1, 2);
    }

    @Test
    void aDeclaredProblemOfOneItemLeavesTheOthersAloneWhereOutcomesAreAskedFor() {
        List<Tasks.Outcome<Integer>> outcomes = tasks.outcomes(numbers(3), number -> {
            if (number == 1) {
                throw BundleProblem.values()[0].thrown("here", "it is bad");
            }
            return number;
        });
        assertThat(outcomes.get(0)).isEqualTo(new Tasks.Outcome.Done<>(0));
        assertThat(outcomes.get(1)).isInstanceOf(Tasks.Outcome.Failed.class);
        assertThat(outcomes.get(2)).isEqualTo(new Tasks.Outcome.Done<>(2));
        assertThatThrownBy(() -> tasks.outcomes(numbers(3), number -> {
                    if (number == 1) {
                        throw new IllegalStateException("a defect");
                    }
                    return number;
                }))
                .hasMessage("a defect");
    }

    @Test
    void anInterruptedCallerEndsItsTasksBeforeItReturns() {
        CountDownLatch running = new CountDownLatch(1);
        AtomicInteger ended = new AtomicInteger();
        Thread caller = Thread.currentThread();
        assertThatThrownBy(() -> tasks.each(numbers(2), number -> {
                    if (number == 0) {
                        running.await();
                        caller.interrupt();
                        return;
                    }
                    running.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } finally {
                        ended.incrementAndGet();
                    }
                }))
                .isInstanceOf(CancellationException.class);
        assertThat(ended).hasValue(1);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void aValueIsComputedOnceThoughManyAskAtTheSameTime() {
        Memo<String, Integer> memo = new Memo<>();
        AtomicInteger computed = new AtomicInteger();
        List<Integer> all = tasks.all(
                numbers(50),
                number -> memo.get("one", () -> {
                    computed.incrementAndGet();
                    return leaves(2);
                }));
        assertThat(all).hasSize(50).containsOnly(64);
        assertThat(computed).hasValue(1);
    }

    @Test
    void aValueThatNeedsItselfFailsAndOneThatFailedIsComputedAnew() {
        Memo<String, Integer> memo = new Memo<>();
        assertThatThrownBy(() -> memo.get("a", () -> memo.get("b", () -> memo.get("a", () -> 1))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("`a`");
        assertThatThrownBy(() -> memo.get("c", () -> {
                    throw new IllegalArgumentException("bad");
                }))
                .hasMessage("bad");
        assertThat(memo.get("c", () -> 3)).isEqualTo(3);
        assertThat(memo.get("c", () -> 4)).isEqualTo(3);
    }

    @Test
    void whoWaitsForAComputationThatWasInterruptedComputesItself() throws InterruptedException {
        Memo<String, String> memo = new Memo<>();
        CountDownLatch computing = new CountDownLatch(1);
        List<String> values = new ArrayList<>();
        Thread first = new Thread(() -> {
            try {
                memo.get("a", () -> {
                    computing.countDown();
                    try {
                        new CountDownLatch(1).await();
                        return "never";
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        throw new CancellationException();
                    }
                });
            } catch (CancellationException e) {
                // as it should
            }
        });
        first.start();
        computing.await();
        Thread second = new Thread(() -> values.add(memo.get("a", () -> "second")));
        second.start();
        while (second.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        first.interrupt();
        first.join();
        second.join();
        assertThat(values).containsExactly("second");
    }
}
