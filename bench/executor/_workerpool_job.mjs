import workerpool from "npm:workerpool@10.0.3";
workerpool.worker({ square: (n) => n * n });
