import os

from flask import Flask, abort, jsonify, request

app = Flask(__name__)

DB_PASSWORD = os.environ["DB_PASSWORD"]
API_KEY = os.environ["API_KEY"]

orders = [
    {"id": 1, "item": "rope", "quantity": 3},
    {"id": 2, "item": "anchor", "quantity": 1},
]


@app.get("/")
def index():
    return jsonify(message="Hello from the harbour shop", orders=len(orders))


@app.get("/orders")
def list_orders():
    if request.headers.get("X-Api-Key") != API_KEY:
        abort(401)
    return jsonify(orders)


@app.get("/health")
def health():
    return jsonify(status="ok", database="configured" if DB_PASSWORD else "missing")


if __name__ == "__main__":
    app.run(host="0.0.0.0", port=int(os.environ.get("PORT", "8000")))
