// Floats in dictionaries: the motion of five bodies that attract each other.
"use strict";
const size = Number(process.argv[2] ?? 300000);

function body(x, y, z, vx, vy, vz, mass) {
    return { x, y, z, vx, vy, vz, mass };
}

function advance(bodies, dt) {
    const count = bodies.length;
    for (let i = 0; i < count; i++) {
        const a = bodies[i];
        for (let j = i + 1; j < count; j++) {
            const b = bodies[j];
            const dx = a.x - b.x, dy = a.y - b.y, dz = a.z - b.z;
            const square = dx * dx + dy * dy + dz * dz;
            const force = dt / (square * Math.sqrt(square));
            const push = b.mass * force;
            a.vx -= dx * push;
            a.vy -= dy * push;
            a.vz -= dz * push;
            const pull = a.mass * force;
            b.vx += dx * pull;
            b.vy += dy * pull;
            b.vz += dz * pull;
        }
    }
    for (const a of bodies) {
        a.x += dt * a.vx;
        a.y += dt * a.vy;
        a.z += dt * a.vz;
    }
}

function energy(bodies) {
    let total = 0;
    for (let i = 0; i < bodies.length; i++) {
        const a = bodies[i];
        total += 0.5 * a.mass * (a.vx * a.vx + a.vy * a.vy + a.vz * a.vz);
        for (let j = i + 1; j < bodies.length; j++) {
            const b = bodies[j];
            const dx = a.x - b.x, dy = a.y - b.y, dz = a.z - b.z;
            total -= a.mass * b.mass / Math.sqrt(dx * dx + dy * dy + dz * dz);
        }
    }
    return total;
}

const bodies = [
    body(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 39.5),
    body(4.8, -1.2, -0.1, 0.6, 2.8, -0.02, 0.038),
    body(8.3, 4.1, -0.4, -1.0, 1.8, 0.01, 0.011),
    body(12.9, -15.1, -0.2, 1.1, 0.9, -0.01, 0.0017),
    body(15.4, -25.9, 0.2, 1.0, 0.6, -0.03, 0.002),
];
console.log(Math.floor(energy(bodies) * 1000000000));
for (let step = 0; step < size; step++) advance(bodies, 0.01);
console.log(Math.floor(energy(bodies) * 1000000000));
