// The order page: what a customer touches.
import { render } from "preact";
import "./order.css";

render(<h1>Skip the Line</h1>, document.body);
