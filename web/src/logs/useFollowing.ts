import { useEffect, useLayoutEffect, useRef, useState, type RefObject } from "react";

export interface Following {
    isFollowing: boolean;
    /** Lines that arrived while paused. */
    missed: number;
    onScroll: () => void;
    follow: () => void;
    /** Holds the lines still although the newest is in view. */
    pause: () => void;
    /** Does something that adds lines above, and leaves what is being read where it is. */
    keepingPlace: (work: () => Promise<void>) => Promise<void>;
}

const nearEnd = 24;

/** Keeps the end of a log in view until the person scrolls up. */
export function useFollowing(box: RefObject<HTMLElement>, newest: number, count: number): Following {
    const [isFollowing, setFollowing] = useState(true);
    const [seen, setSeen] = useState(newest);
    const heightBefore = useRef<number>();
    const placeWhenPaused = useRef<number>();

    useLayoutEffect(() => {
        const element = box.current;
        if (element === null) return;
        if (heightBefore.current !== undefined) {
            element.scrollTop += element.scrollHeight - heightBefore.current;
            heightBefore.current = undefined;
        } else if (isFollowing) {
            element.scrollTop = element.scrollHeight;
        }
    }, [box, newest, count, isFollowing]);

    useEffect(() => {
        const element = box.current;
        if (element === null || !isFollowing) return;
        const observer = new ResizeObserver(() => (element.scrollTop = element.scrollHeight));
        observer.observe(element);
        return () => observer.disconnect();
    }, [box, isFollowing]);

    return {
        isFollowing,
        missed: newest - seen,
        onScroll: () => {
            const element = box.current;
            if (element === null) return;
            const isAtEnd = element.scrollHeight - element.scrollTop - element.clientHeight < nearEnd;
            const hasScrolled = element.scrollTop !== placeWhenPaused.current;
            if (isAtEnd !== isFollowing && hasScrolled) {
                setSeen(newest);
                setFollowing(isAtEnd);
            }
        },
        follow: () => setFollowing(true),
        pause: () => {
            placeWhenPaused.current = box.current?.scrollTop;
            setSeen(newest);
            setFollowing(false);
        },
        keepingPlace: async (work) => {
            heightBefore.current = box.current?.scrollHeight;
            await work();
        },
    };
}
