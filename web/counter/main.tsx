// The counter page: what a barista touches.
import { render } from "preact";
import "./counter.css";

render(<h1>Skip the Line: the counter</h1>, document.body);
